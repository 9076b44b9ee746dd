import type { RankingConfig, RankingRecord } from '../../src-contract/domain/ranking'
import type { RunRecord } from '../../src-contract/domain/run'
import { StudioError } from '../../src-contract/errors'
import type { RankJob, RankResult } from '../../src-contract/worker-protocol'
import { datasetFolder, runFolder } from '../system/home-folder'
import { newId } from '../system/new-id'
import { checkDataset } from './check-dataset'
import type { JobHandle } from './queue'
import { addQueued } from './queued-job'
import { rankingConfig, type RankRequest } from './ranking-config'
import { rankingNeeds } from './run-needs'
import { recordRanking } from './run-recorder'
import { jobOptions, type JobListener, type Studio } from './studio'
import { computeOf } from './tensor-memory'
import { backedUp, checkedRun } from './train-run'

export interface StartedRanking extends JobHandle<RankResult> {
  readonly run: RunRecord
  /** Null for an estimate, which leaves nothing behind. */
  readonly rankingId: string | null
}

/**
 * Ranks architectures with a run's newest checkpoint; goes on where an equal ranking was interrupted. `freshId`: of a
 * ranking that begins anew.
 */
export async function rankRun(studio: Studio, request: RankRequest, estimateOnly: boolean, listener: JobListener, freshId = newId()): Promise<StartedRanking> {
  const { history } = studio
  const run = await checkedRun(studio, request.run, listener)
  const { id: datasetId } = await checkDataset(studio, run)
  const config = rankingConfig(request, run)
  const step = await newestStep(studio, run)
  if (estimateOnly) return { ...start(studio, run, { config, datasetId, step, rankingId: null, scoredStep: step, secondsBefore: 0 }, listener), run, rankingId: null }

  // One of an older checkpoint does not go on: after more training its scores would be of other weights.
  const begun = (await history.rankings(run.id)).find((ranking) => canGoOn(ranking, config, step))
  const rankingId = begun?.id ?? freshId
  history.addRanking({ id: rankingId, config, checkpointStep: step })
  const handle = start(studio, run, { config, datasetId, step, rankingId, scoredStep: begun?.checkpointStep ?? step, secondsBefore: begun?.seconds ?? 0 }, listener)
  return { ...handle, result: backedUp(handle.result, history, listener), run, rankingId }
}

/** An equal ranking of the run's newest checkpoint: one that is there whole or under way before one that can go on. */
export async function findRanking(studio: Studio, request: RankRequest): Promise<RankingRecord | null> {
  const run = await studio.history.run(request.run)
  const config = rankingConfig(request, run)
  const step = await newestStep(studio, run)
  const rankings = (await studio.history.rankings(run.id)).filter((ranking) => isSame(ranking, config, step))
  return rankings.findLast(({ state }) => state === 'finished' || state === 'running') ?? rankings.find((ranking) => canGoOn(ranking, config, step)) ?? null
}

interface Part {
  readonly config: RankingConfig
  readonly datasetId: string
  /** Checkpoint to rank with. */
  readonly step: number
  /** Null: only an estimate. */
  readonly rankingId: string | null
  /** Checkpoint of the scores it has. */
  readonly scoredStep: number
  readonly secondsBefore: number
}

function start(studio: Studio, run: RunRecord, part: Part, listener: JobListener): JobHandle<RankResult> {
  const { history, home, queue } = studio
  const { config, datasetId, step, rankingId, scoredStep, secondsBefore } = part
  const prepare = () => {
    const job: RankJob = {
      kind: 'rank',
      rankingId: rankingId ?? newId(),
      runFolder: runFolder(home, run.id),
      datasetFolder: datasetFolder(home, datasetId),
      trainConfig: run.config,
      config,
      checkpointStep: step,
      scoredStep,
      scored: rankingId === null ? [] : history.scores(rankingId),
      secondsBefore,
      estimateOnly: rankingId === null,
    }
    const recorder = rankingId === null ? null : recordRanking(history, rankingId)
    return jobOptions(job, computeOf(run.config), recorder, listener)
  }
  return addQueued(queue, prepare, rankingNeeds(run.config, config, listener), null, (how) => {
    if (rankingId !== null) history.endRanking(rankingId, { ...how, rows: null, summary: null, seconds: 0 })
  })
}

/** Step of the run's newest checkpoint. Throws 'checkpoint-missing'. */
export async function newestStep(studio: Studio, run: RunRecord): Promise<number> {
  const checkpoints = await studio.history.checkpoints(run.id)
  const steps = checkpoints.map(({ step }) => step)
  if (steps.length === 0) {
    throw new StudioError('checkpoint-missing', `Run ${run.id} has no checkpoint yet: train it first (studio resume ${run.id}).`)
  }
  return Math.max(...steps)
}

function canGoOn(ranking: RankingRecord, config: RankingConfig, step: number): boolean {
  return (ranking.state === 'stopped' || ranking.state === 'interrupted') && isSame(ranking, config, step)
}

/** Both were made by the code above, with the fields in one order. */
function isSame(ranking: RankingRecord, config: RankingConfig, step: number): boolean {
  return ranking.askedStep === step && JSON.stringify(ranking.config) === JSON.stringify(config)
}
