import { quietContext } from '../../helpers/job-context'
import type { ArchitectureSubset } from '../../../src-contract/domain/ranking'
import type { TrainConfig } from '../../../src-contract/domain/run'
import type { JobEvent, LiveScore, RankJob } from '../../../src-contract/worker-protocol'
import type { JobContext } from '../../../src-worker/jobs/job-context'

export const trainConfig: TrainConfig = {
  datasetId: 'd', datasetFingerprint: 'f', imageSize: 16, classes: 10,
  space: { id: 'nas-bench-201', channels: 4, cells: 1 },
  method: 'spos', sampler: 'uniform', rate: { id: 'cosine' }, momentum: { id: 'shared' }, inactive: 'decay',
  optimizer: { lr: 0.025, momentum: 0.9, weightDecay: 5e-4, clipNorm: 5 },
  augment: { flip: false, cropPadding: 0 },
  batch: 64, seed: 0, length: { steps: 10 }, trainImages: 100, validImages: 100,
  runtime: { threads: 1, oneDnn: true },
}

export function rankJob(subset: ArchitectureSubset, changes: Partial<RankJob> = {}): RankJob {
  return {
    kind: 'rank', rankingId: 'r', runFolder: 'run', datasetFolder: 'dataset', trainConfig,
    config: { runId: 'run', subset, images: 100, batch: 256, seed: 0 },
    checkpointStep: 10, scoredStep: 10, scored: [], secondsBefore: 0, estimateOnly: false,
    ...changes,
  }
}

/** A context with a clock that only moves when told, which records what it is asked. */
export class FakeContext implements JobContext {
  readonly events: JobEvent[] = []
  time = 0
  turns = 0
  stopRequested = false
  readonly decoderScript = quietContext.decoderScript
  /** Events that were emitted when `recorded` was last awaited. */
  recordedEvents = 0
  /** Called at each turn, e.g. to ask for a stop. */
  onTurn: () => void = () => undefined

  emit(event: JobEvent): void {
    this.events.push(structuredClone(event))
  }

  async recorded(): Promise<void> {
    await Promise.resolve()
    this.recordedEvents = this.events.length
  }

  async turn(): Promise<void> {
    await Promise.resolve()
    this.turns++
    this.onTurn()
  }

  takeCheckpointRequest(): boolean {
    return false
  }

  seconds(): number {
    return this.time
  }

  scores(): LiveScore[] {
    return this.events.flatMap((event) => (event.kind === 'scores' ? event.scores : []))
  }

  progress() {
    return this.events.flatMap((event) => (event.kind === 'progress' ? [event.progress] : []))
  }
}
