import type { Architecture } from '../../src-contract/search-space/search-space'
import type { LiveScore } from '../../src-contract/worker-protocol'
import type { JobContext } from '../jobs/job-context'
import { inFairOrder, type LiveGroup } from './live-groups'
import { recordable, type Score } from './live-score'

/** Lets commands arrive and progress be seen; false when the work is to be given up. */
export type Pause = () => Promise<boolean>

/**
 * Score of one subnet on the held-out images; the only part of a ranking that touches tensors. It pauses between
 * batches, because thousands of images through a large subnet can take minutes on a CPU. Null: given up at a pause.
 */
export type Evaluate = (architecture: Architecture, pause: Pause) => Promise<Score | null>

/** The part of the job's context that evaluating needs. */
export type EvaluationContext = Pick<JobContext, 'emit' | 'recorded' | 'turn' | 'stopRequested' | 'seconds'>

export interface EvaluationPlan {
  readonly groups: readonly LiveGroup[]
  /** Scores of an earlier part of this ranking; their groups are not evaluated again. */
  readonly scored: readonly LiveScore[]
  readonly evaluate: Evaluate
  /** Images that one evaluation reads, for the images per second of the progress. */
  readonly images: number
  /** End after the estimate. Nothing is recorded then: an estimate may have no ranking to record for. */
  readonly estimateOnly: boolean
  /** `context.seconds()` at the start of the job, so that the estimate covers loading too. */
  readonly startedAt: number
}

export interface Evaluation {
  /** 'estimated': ended after the estimate because that was all that was asked. */
  readonly state: 'finished' | 'stopped' | 'estimated'
  /** Seconds of the whole job from its start, as estimated from the first evaluations. */
  readonly estimateSeconds: number
  /** By live key; of every group when finished. */
  readonly scores: ReadonlyMap<string, Score>
}

/**
 * When the evaluations past the first are enough for the estimate: so many that took so long; or the most; or fewer
 * that took long, since the first after the first is of middling cost and nobody waits minutes for an estimate.
 */
const estimateFrom = { evaluations: 4, seconds: 3, most: 16, long: 20 }
const chunk = { scores: 64, seconds: 5 }
const progressSeconds = 0.5

/**
 * Evaluates each live graph once: estimate first, then the rest, reporting scores in chunks and waiting until each
 * chunk is stored, so that an interruption loses at most one chunk.
 */
export async function evaluateArchitectures(plan: EvaluationPlan, context: EvaluationContext): Promise<Evaluation> {
  const wanted = new Set(plan.groups.map((group) => group.liveKey))
  const scores = new Map<string, Score>(plan.scored.filter(({ liveKey }) => wanted.has(liveKey)).map((score) => [score.liveKey, score]))
  const pending = inFairOrder(plan.groups.filter((group) => !scores.has(group.liveKey)))
  const pace = createPace()
  const report = createReporter(plan, context, pace)
  let estimateSeconds: number | null = null
  const estimate = () => context.seconds() - plan.startedAt + pace.mean() * (pending.length - pace.count())
  const pause: Pause = async () => {
    await context.turn()
    report.progressWhenDue(estimateSeconds !== null, scores.size)
    return !context.stopRequested
  }

  for (const group of pending) {
    const goOn = await pause()
    const before = context.seconds()
    const score = goOn ? await plan.evaluate(group.representative, pause) : null
    if (score === null) {
      await report.flush()
      return { state: 'stopped', estimateSeconds: estimateSeconds ?? estimate(), scores }
    }
    pace.add(context.seconds() - before)
    const kept = recordable(score)
    scores.set(group.liveKey, kept)
    await report.scored({ liveKey: group.liveKey, accuracy: kept.accuracy, loss: kept.loss })
    if (estimateSeconds === null && pace.isKnown()) {
      estimateSeconds = estimate()
      report.progress(true, scores.size, { estimateSeconds })
      if (plan.estimateOnly) return { state: 'estimated', estimateSeconds, scores }
    }
  }
  // So few were left that they were done before there was an estimate: it is what they took.
  estimateSeconds ??= estimate()
  await report.flush()
  report.progress(true, scores.size, { estimateSeconds })
  return { state: plan.estimateOnly ? 'estimated' : 'finished', estimateSeconds, scores }
}

/** Time per evaluation. The first is left out of the mean where there are others: it also sets the device up. */
function createPace() {
  let first = 0
  let others = 0
  let count = 0
  return {
    add(seconds: number): void {
      if (count === 0) first = seconds
      else others += seconds
      count++
    },
    count: () => count,
    mean: () => (count > 1 ? others / (count - 1) : first),
    isKnown: () =>
      others >= estimateFrom.long || count > estimateFrom.most || (count > estimateFrom.evaluations && others >= estimateFrom.seconds),
  }
}

function createReporter(plan: EvaluationPlan, context: EvaluationContext, pace: ReturnType<typeof createPace>) {
  let waiting: LiveScore[] = []
  let flushedAt = context.seconds()
  let progressAt = -Infinity

  const flush = async (): Promise<void> => {
    flushedAt = context.seconds()
    if (plan.estimateOnly || waiting.length === 0) return
    context.emit({ kind: 'scores', scores: waiting })
    waiting = []
    await context.recorded()
  }
  const progress = (estimated: boolean, done: number, figures: Readonly<Record<string, number>>): void => {
    progressAt = context.seconds()
    const total = plan.groups.length
    const mean = pace.mean()
    context.emit({
      kind: 'progress',
      progress: {
        phase: estimated ? 'Ranking' : 'Estimating',
        done,
        total,
        unit: 'live graphs',
        secondsLeft: estimated ? mean * (total - done) : null,
        figures: mean > 0 ? { ...figures, imagesPerSecond: plan.images / mean } : figures,
      },
    })
  }
  return {
    flush,
    progress,
    progressWhenDue(estimated: boolean, done: number): void {
      if (context.seconds() - progressAt >= progressSeconds) progress(estimated, done, {})
    },
    async scored(score: LiveScore): Promise<void> {
      waiting.push(score)
      if (waiting.length >= chunk.scores || context.seconds() - flushedAt >= chunk.seconds) await flush()
    },
  }
}
