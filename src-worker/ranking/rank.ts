import type { RankJob, RankResult } from '../../src-contract/worker-protocol'
import type { JobContext } from '../jobs/job-context'
import { evaluateArchitectures, type Evaluate } from './evaluate-architectures'
import { loadGroundTruth } from './ground-truth'
import { liveGroups } from './live-groups'
import { worstLoss } from '../../src-contract/domain/ranking'
import { resolveSubset } from './subset'
import { checkStages, rankedSpace } from './stages'
import { rankingRows, rankingSummary } from './summary'

/** A trained supernet with its held-out images at hand. */
export interface Evaluator {
  readonly checkpointStep: number
  /** Images behind each score. */
  readonly images: number
  readonly evaluate: Evaluate
  dispose(): void | Promise<void>
}

export type OpenEvaluator = (job: RankJob, context: JobContext) => Evaluator | Promise<Evaluator>

/**
 * A whole ranking: subset, one evaluation per live graph, table and figures. Everything but the evaluation itself is
 * free of tensors; `open` gives that part.
 */
export async function rank(job: RankJob, context: JobContext, open: OpenEvaluator): Promise<RankResult> {
  const startedAt = context.seconds()
  const { trainConfig, config } = job
  const space = rankedSpace(trainConfig)
  const truth = await loadGroundTruth(trainConfig.space.id)
  const architectures = resolveSubset(config.subset, space, truth, config.seed)
  const groups = liveGroups(space, architectures, trainConfig.imageSize)

  const evaluator = await open(job, context)
  try {
    const { checkpointStep, images, evaluate } = evaluator
    const unequal = checkStages(trainConfig, architectures, checkpointStep)
    if (unequal !== null) context.emit({ kind: 'log', level: 'warning', message: unequal })
    context.emit({ kind: 'weights', step: checkpointStep })
    // Scores of two checkpoints in one order would compare what cannot be compared.
    const scored = checkpointStep === job.scoredStep ? job.scored : []
    const plan = { groups, scored, evaluate, images, estimateOnly: job.estimateOnly, startedAt }
    const { state, estimateSeconds, scores } = await evaluateArchitectures(plan, context)
    if (state !== 'finished') {
      const ended = state === 'stopped' ? 'stopped' : 'finished'
      return { kind: 'rank', state: ended, checkpointStep, estimateSeconds, rows: null, summary: null }
    }
    const worst = [...scores.values()].filter((score) => score.loss >= worstLoss).length
    if (worst > 0) {
      const message = `${worst} of ${groups.length} live graphs gave no finite loss; their architectures count as the worst.`
      context.emit({ kind: 'log', level: 'warning', message })
    }
    const rows = rankingRows(space, architectures, scores, trainConfig.imageSize, truth)
    const counts = { liveGraphs: groups.length, images, seconds: job.secondsBefore + context.seconds() - startedAt }
    return { kind: 'rank', state, checkpointStep, estimateSeconds, rows, summary: rankingSummary(rows, truth, counts) }
  } finally {
    await evaluator.dispose()
  }
}
