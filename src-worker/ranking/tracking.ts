import type { Architecture } from '../../src-contract/search-space/search-space'
import type { TrainConfig } from '../../src-contract/domain/run'
import type { TrackedTable } from '../../src-contract/domain/tracking'
import { StudioError } from '../../src-contract/errors'
import { runSchedule, stageOf } from '../../src-contract/run-schedule'
import { stepsPerEpoch } from '../../src-contract/schedule'
import { trackedSteps } from '../../src-contract/tracked-steps'
import type { OpenDataset } from '../dataset/open-dataset'
import { Stopped } from '../dataset/pace'
import type { JobContext } from '../jobs/job-context'
import type { Supernet } from '../supernet/supernet'
import type { Tensor1D } from '../tensor/backend'
import type { Pause } from './evaluate-architectures'
import { loadGroundTruth } from './ground-truth'
import { heldOutBatches } from './held-out'
import { inFairOrder, liveGroups, type LiveGroup } from './live-groups'
import { recordable, type Score } from './live-score'
import { rankedSpace } from './stages'
import { scoreStatistics } from './score-statistics'
import { resolveSubset } from './subset'
import { rankingRows, rankingSummary } from './summary'
import { supernetEvaluator, type HeldOutImages } from './supernet-evaluator'

/** Architectures that are judged together: see TrackedPoint. */
interface Part {
  readonly stage: number | null
  readonly architectures: readonly Architecture[]
}

export interface TrackingParts {
  readonly config: TrainConfig
  readonly supernet: Supernet
  readonly dataset: OpenDataset
  /** Steps whose points are stored. */
  readonly stored: readonly number[]
  /** A file that may be made for held-out images; it leaves nothing behind. */
  readonly scratch: string
}

export interface Tracking {
  /** Behind each evaluation. */
  readonly images: number
  /** Whether the architectures are to be judged after so many steps of the run, and are not yet. */
  isDue(step: number): boolean
  /** Evaluations that stand out after this step. */
  evaluationsAfter(step: number): number
  /** Seconds an evaluation took so far; null before the first. */
  secondsEach(): number | null
  /**
   * Judges the architectures as `rank` does. Null: given up at a pause.
   * @param weightsOf the weights of a stage
   */
  judge(step: number, weightsOf: (stage: number) => Tensor1D, pause: (done: number, total: number) => Promise<boolean>): Promise<readonly TrackedTable[] | null>
  /** The tables are stored. */
  stored(step: number): void
  /** Seconds of all points of the run, from this many evaluations after a first one that is not counted; null: given up. */
  measure(evaluations: number, weights: Tensor1D, pause: Pause): Promise<number | null>
}

/** Finds out what a run tracks; null where that is nothing. Throws where the space cannot answer the wish. */
export async function createTracking({ config, supernet, dataset, stored: before, scratch }: TrackingParts, context: Pick<JobContext, 'seconds'>): Promise<Tracking | null> {
  const { tracking, imageSize } = config
  if (tracking === undefined) return null
  const space = rankedSpace(config)
  const truth = await loadGroundTruth(config.space.id)
  const { stages, stageSteps, totalSteps } = runSchedule(config)
  const all = resolveSubset(tracking.subset, space, truth, tracking.seed).filter((architecture) => stages.includes(stageOf(config, architecture)))
  if (all.length === 0) throw new StudioError('bad-argument', 'None of the tracked architectures lies in the sub-supernet that is trained: give others, or train all stages.')
  const partsOf = stages.map((stage) => ({ stage, architectures: all.filter((architecture) => stageOf(config, architecture) === stage) }))
  const groupsOf = (architectures: readonly Architecture[]): LiveGroup[] => inFairOrder(liveGroups(space, architectures, imageSize))
  const evaluations = new Map([...partsOf.map(({ stage, architectures }) => [stage, groupsOf(architectures).length] as const), [null, groupsOf(all).length] as const])
  const batches = heldOutBatches(dataset.valid, Math.min(tracking.images, config.validImages), tracking.batch, tracking.seed)
  const sizes = batches.map((batch) => batch.length)
  const images = sizes.reduce((sum, size) => sum + size, 0)
  if (images === 0) throw new StudioError('dataset-too-small', `Data set ${dataset.meta.name} has no held-out images to track with.`)

  const due = new Set(trackedSteps(config).filter((step) => !before.includes(step) && partsAt(step).length > 0))
  let read: HeldOutImages['read'] | null = null
  let spent = 0
  let evaluated = 0

  /** What is judged after a step: the sub-supernet in training, and at the end of all of them also the whole. */
  function partsAt(step: number): readonly Part[] {
    if (stages.length === 1) return [{ stage: null, architectures: all }]
    const own = partsOf[Math.ceil(step / stageSteps) - 1]
    const parts: Part[] = own === undefined || own.architectures.length === 0 ? [] : [own]
    return step === totalSteps ? [...parts, { stage: null, architectures: all }] : parts
  }
  const largest = (parts: readonly Part[]): readonly Architecture[] => parts.at(-1)?.architectures ?? []
  const costAt = (step: number): number => evaluations.get(partsAt(step).at(-1)?.stage ?? null) ?? 0

  /** Scores by live key; null: given up. */
  async function scoresOf(groups: readonly LiveGroup[], weightsOf: (stage: number) => Tensor1D, pause: (done: number) => Promise<boolean>): Promise<ReadonlyMap<string, Score> | null> {
    // Decoding an indexed set is given up in the same way as evaluating is.
    try {
      read ??= await dataset.heldOut(batches, scratch)
    } catch (error) {
      if (error instanceof Stopped) return null
      throw error
    }
    const evaluator = supernetEvaluator(supernet, (architecture) => weightsOf(stageOf(config, architecture)), { sizes, side: imageSize, read })
    const scores = new Map<string, Score>()
    try {
      for (const { liveKey, representative } of groups) {
        const go = (): Promise<boolean> => pause(scores.size)
        const from = context.seconds()
        const score = (await go()) ? await evaluator.evaluate(representative, go) : null
        if (score === null) return null
        spent += context.seconds() - from
        evaluated += 1
        scores.set(liveKey, recordable(score))
      }
    } finally {
      evaluator.dispose()
    }
    return scores
  }

  return {
    images,
    isDue: (step) => due.has(step),
    evaluationsAfter: (step) => [...due].reduce((sum, each) => (each > step ? sum + costAt(each) : sum), 0),
    secondsEach: () => (evaluated === 0 ? null : spent / evaluated),
    stored: (step) => void due.delete(step),
    judge: async (step, weightsOf, pause) => {
      const from = context.seconds()
      const parts = partsAt(step)
      const groups = groupsOf(largest(parts))
      const scores = await scoresOf(groups, weightsOf, (done) => pause(done, groups.length))
      if (scores === null) return null
      const seconds = context.seconds() - from
      const epoch = (((step - 1) % stageSteps) + 1) / stepsPerEpoch(config.trainImages, config.batch)
      return parts.map(({ stage, architectures }): TrackedTable => {
        const rows = rankingRows(space, architectures, scores, imageSize, truth)
        const summary = rankingSummary(rows, truth, { liveGraphs: evaluations.get(stage) ?? 0, images, seconds })
        return { point: { step, stage, epoch, summary, statistics: scoreStatistics(rows) }, rows }
      })
    },
    measure: async (count, weights, pause) => {
      const groups = groupsOf(all)
      if ((await scoresOf(groups.slice(0, 1), () => weights, pause)) === null) return null
      spent = evaluated = 0
      if ((await scoresOf(groups.slice(0, count), () => weights, pause)) === null) return null
      return (spent / evaluated) * [...due].reduce((sum, step) => sum + costAt(step), 0)
    },
  }
}
