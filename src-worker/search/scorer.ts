/** Where the scores of a search come from: the supernet of a run, or the table of true accuracies. */
import type { SearchCandidate } from '../../src-contract/domain/search'
import { StudioError } from '../../src-contract/errors'
import type { GroundTruth } from '../../src-contract/search-space/ground-truth'
import type { Architecture, SearchSpace } from '../../src-contract/search-space/search-space'
import type { SearchJob } from '../../src-contract/search-protocol'
import type { JobContext } from '../jobs/job-context'
import type { Pause } from '../ranking/evaluate-architectures'
import { recordable } from '../ranking/live-score'
import { openRun } from '../ranking/open-run'

export type CandidateScore = Pick<SearchCandidate, 'accuracy' | 'loss'>

export interface Scorer {
  /** The checkpoint in use; null with a table. */
  readonly checkpointStep: number | null
  /** Null: given up at a pause. */
  readonly score: (architecture: Architecture, pause: Pause) => Promise<CandidateScore | null>
  /** Architectures of one key have one score. */
  readonly key: (architecture: Architecture) => string
  dispose(): void | Promise<void>
}

export type OpenScorer = (job: SearchJob, context: JobContext, space: SearchSpace, truth: GroundTruth | null) => Promise<Scorer>

export const openScorer: OpenScorer = (job, context, space, truth) => (job.config.scorer.kind === 'table' ? Promise.resolve(tableScorer(job.config.scorer, space, truth)) : supernetScorer(job, context, space))

async function supernetScorer(job: SearchJob, context: JobContext, space: SearchSpace): Promise<Scorer> {
  const { config, candidates, searchId, checkpointStep } = job
  if (config.scorer.kind !== 'supernet' || checkpointStep === null) throw new Error('a supernet scores with a checkpoint')
  const { images, batch } = config.scorer
  const goesOn = (step: number): boolean => candidates.length > 0 && step === checkpointStep
  const run = await openRun({ ...job, runId: config.runId, images, batch, seed: config.seed, checkpointStep, id: searchId, purpose: 'search', goesOn }, context)
  return {
    checkpointStep: run.checkpointStep,
    key: (architecture) => space.liveKey(architecture),
    score: async (architecture, pause) => {
      const score = await run.evaluate(architecture, pause)
      return score === null ? null : recordable(score)
    },
    dispose: () => run.dispose(),
  }
}

/** Each entry of the table was trained on its own, so equal live graphs have different accuracies there. */
function tableScorer({ truth: id, split }: Extract<SearchJob['config']['scorer'], { kind: 'table' }>, space: SearchSpace, truth: GroundTruth | null): Scorer {
  if (truth === null) throw new StudioError('bad-argument', `There is no table of true accuracies for ${space.title}: search with the supernet as scorer.`)
  return {
    checkpointStep: null,
    key: (architecture) => architecture.join(),
    score: (architecture) => Promise.resolve({ accuracy: (truth[split][id][space.index(architecture) ?? -1] ?? NaN) / 100, loss: null }),
    dispose: () => undefined,
  }
}
