/** What training, ranking and searching with a run take of the machine, for the queue. */
import type { RankingConfig } from '../../src-contract/domain/ranking'
import type { TrainConfig } from '../../src-contract/domain/run'
import { peakOfRun } from '../../src-contract/domain/run-plan'
import { measuresLatency, type SearchConfig } from '../../src-contract/domain/search'
import { runSchedule } from '../../src-contract/run-schedule'
import type { HomeFolder } from '../system/home-folder'
import { poolsOf, weightBytes } from './checkpoint-size'
import { EstimateStore } from './estimate-store'
import type { Needs } from './queue'
import type { JobListener } from './studio'
import { idleWorkerBytes, rankingBytes, trainingBytes } from './tensor-memory'

/** Memory as it was measured on this machine, else as it is reckoned from the sizes of tensors. */
export function trainingNeeds(home: HomeFolder, config: TrainConfig, { waits }: JobListener): Needs {
  const measured = new EstimateStore(home.estimatesFile).find(config)
  const sizes = { pools: poolsOf(config), stages: runSchedule(config).stages.length, weightBytes: weightBytes(config) }
  const memoryBytes = measured === null ? trainingBytes(config) : peakOfRun(measured, sizes)
  return { threads: config.runtime.threads, memoryBytes, waits }
}

/** With the threads that the run was trained with: a mean over a batch depends on them in its last bits. */
export function rankingNeeds(config: TrainConfig, { images, batch }: RankingConfig, { waits }: JobListener): Needs {
  return { threads: config.runtime.threads, memoryBytes: rankingBytes(config, images, batch), waits }
}

/** The supernet scores as in a ranking. Latencies that are measured beside other work are of that work too. */
export function searchNeeds(config: TrainConfig, search: SearchConfig, { waits }: JobListener): Needs {
  const { scorer, latency } = search
  const isMeasured = measuresLatency(search)
  const memoryBytes = Math.max(
    scorer.kind === 'supernet' ? rankingBytes(config, scorer.images, scorer.batch) : idleWorkerBytes,
    isMeasured ? rankingBytes(config, latency.batch, latency.batch) : 0,
  )
  // The table is looked up by one thread.
  return { threads: scorer.kind === 'table' && !isMeasured ? 1 : config.runtime.threads, memoryBytes, alone: isMeasured, waits }
}
