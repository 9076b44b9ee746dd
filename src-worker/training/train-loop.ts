import type { CheckpointRecord, MetricRow } from '../../src-contract/domain/run'
import { StudioError } from '../../src-contract/errors'
import type { CheckpointPolicy } from '../../src-contract/worker-protocol'
import type { JobContext } from '../jobs/job-context'
import type { Tracking } from '../ranking/tracking'
import type { Update } from '../strategy/types'
import type { Supernet } from '../supernet/supernet'
import type { Tensor, Tensor1D, Tensor4D } from '../tensor/backend'
import { dispose, isFiniteTensor, scalarValue } from '../tensor/tensors'
import { divergenceWatch } from './divergence'
import { runUpdate, type UpdateSettings } from './run-update'
import type { TrainState } from './train-state'

/** One batch on the device; the loop disposes of it. */
export interface DeviceBatch {
  readonly images: Tensor4D
  readonly labels: Tensor1D
}

/** What the loop is given; it knows no method, schedule or file format. */
export interface LoopParts {
  readonly supernet: Supernet
  readonly state: TrainState
  readonly settings: UpdateSettings
  /** What a stage does at a step of its own. */
  readonly plan: (stage: number, step: number) => Update
  readonly batch: (stage: number, step: number) => DeviceBatch | Promise<DeviceBatch>
  readonly save: (step: number) => CheckpointRecord
  readonly checkpoints: CheckpointPolicy
  readonly batchSize: number
  /** What is judged on the way. Left out: nothing. */
  readonly tracking?: { readonly points: Omit<Tracking, 'judge'>; readonly judge: (step: number, pause: Parameters<Tracking['judge']>[2]) => ReturnType<Tracking['judge']> } | undefined
  /** Where the stage that is trained stands in the run: after so many steps, of so many. Left out: it is all of the run. */
  readonly part?: { readonly stage: number; readonly before: number; readonly totalSteps: number }
}

export interface LoopEnd {
  /** Steps of the run that are done. */
  readonly steps: number
  readonly finalLoss: number | null
  readonly saved: CheckpointRecord
  /** Asked to, with steps or a tracked point still to do. */
  readonly stopped: boolean
}

interface Pending {
  readonly row: Omit<MetricRow, 'loss'>
  readonly losses: readonly Tensor[]
}

/** Losses are read back this often at the latest, since reading waits for the device. */
const flushSteps = 50
const flushSeconds = 0.5
/** Share of a training step on one image that is spent forwards, until an evaluation was timed: backwards takes twice as long. */
const forwardShare = 1 / 3

/**
 * Trains from step `from` of the run to `to`, and judges tracked architectures after the steps that ask for it, also after
 * `from` where that was not done. A point is stored before the loop goes on, and one that was given up is judged anew by
 * whoever resumes from there, so each comes once. Stops in order on request. Throws 'not-a-number' before a checkpoint could
 * hold values that are not finite.
 */
export async function trainLoop(parts: LoopParts, from: number, to: number, context: JobContext): Promise<LoopEnd> {
  const { stage, before, totalSteps } = parts.part ?? { stage: 0, before: 0, totalSteps: to }
  const started = context.seconds()
  let lastFlush = started
  let lastSave = started
  let saved: CheckpointRecord | null = null
  let finalLoss: number | null = null
  let pending: Pending[] = []
  let waited = 0
  let judging = 0
  const watch = divergenceWatch()

  /** Of training alone. */
  const trained = () => Math.max(1e-9, context.seconds() - started - judging)
  const secondsLeft = (step: number): number | null => {
    if (step === from) return null
    const perStep = trained() / (step - from)
    const points = parts.tracking?.points
    const each = points?.secondsEach() ?? (points?.images ?? 0) * forwardShare * (perStep / parts.batchSize)
    return (totalSteps - step) * perStep + (points?.evaluationsAfter(step) ?? 0) * each
  }

  const flush = (step: number) => {
    const rows: MetricRow[] = []
    try {
      for (const { row, losses } of pending) {
        const loss = losses.reduce((sum, tensor) => sum + scalarValue(tensor), 0) / losses.length
        if (!Number.isFinite(loss)) throw notANumber(`The loss of step ${row.step} is not a number`, saved)
        rows.push({ ...row, loss })
        const warning = watch.add(row.step, loss)
        if (warning !== null) context.emit({ kind: 'log', level: 'warning', message: warning })
      }
    } finally {
      for (const { losses } of pending) dispose(...losses)
      pending = []
      finalLoss = rows.at(-1)?.loss ?? finalLoss
      if (rows.length > 0) context.emit({ kind: 'metrics', rows })
    }
    const perSecond = (step - from) / trained()
    context.emit({
      kind: 'progress',
      progress: {
        phase: 'Training',
        done: step,
        total: totalSteps,
        unit: 'steps',
        secondsLeft: secondsLeft(step),
        figures: { ...(finalLoss !== null && { loss: finalLoss }), imagesPerSecond: perSecond * parts.batchSize, waitingShare: waited / trained() },
      },
    })
    lastFlush = context.seconds()
  }

  // Rows are durable before the checkpoint is, so that no checkpoint is ever ahead of the history.
  const save = async (step: number) => {
    flush(step)
    await context.recorded()
    // A gradient or an input that is not finite reaches the weights or the loss in the same step.
    if (!isFiniteTensor(parts.state.weights)) throw notANumber(`Weights are not finite after step ${step - 1}`, saved)
    for (const [id, { flat }] of parts.state.pools) {
      if (!isFiniteTensor(flat)) throw notANumber(`Momentum pool ${id} is not finite after step ${step - 1}`, saved)
    }
    saved = parts.save(step)
    context.emit({ kind: 'checkpoint', checkpoint: saved })
    await context.recorded()
    lastSave = context.seconds()
    return saved
  }

  const tellWaiting = (step: number) => {
    const share = ((waited / trained()) * 100).toFixed(1)
    context.emit({ kind: 'log', level: 'info', message: `Waited for images ${share}% of the time from step ${from} to ${step}.` })
  }

  // What was trained before an image turned out not to be what it was, or a decoder found no memory, is kept, so that the
  // run can go on from there.
  const keeping = async <Result>(step: number, read: () => Result | Promise<Result>): Promise<Result> => {
    try {
      return await read()
    } catch (error) {
      if (step > from && error instanceof StudioError && (error.code === 'image-unreadable' || error.code === 'out-of-memory')) await save(step)
      throw error
    }
  }

  const next = async (step: number): Promise<DeviceBatch> => {
    const asked = context.seconds()
    try {
      return await keeping(step, () => parts.batch(stage, step - before))
    } finally {
      waited += context.seconds() - asked
    }
  }

  const stop = async (step: number): Promise<LoopEnd> => {
    const last = await save(step)
    tellWaiting(step)
    return { steps: step, saved: last, finalLoss, stopped: true }
  }

  /** False: given up because of a stop. Weights stay as they are, so a checkpoint that is due meanwhile is that of `step`. */
  const track = async (step: number): Promise<boolean> => {
    const { tracking } = parts
    if (tracking?.points.isDue(step) !== true) return true
    flush(step)
    await context.recorded()
    const began = context.seconds()
    const before = judging
    let told = -Infinity
    const pause = async (done: number, total: number): Promise<boolean> => {
      await context.turn()
      judging = before + context.seconds() - began
      if (context.seconds() - told > flushSeconds) {
        told = context.seconds()
        const left = secondsLeft(step)
        const each = tracking.points.secondsEach()
        context.emit({
          kind: 'progress',
          progress: { phase: 'Tracking', done, total, unit: 'live graphs', secondsLeft: left === null || each === null ? left : left + (total - done) * each, figures: each === null ? {} : { imagesPerSecond: tracking.points.images / each } },
        })
      }
      if (context.stopRequested) return false
      if (saved?.step !== step && (context.takeCheckpointRequest() || context.seconds() - lastSave > parts.checkpoints.minutes * 60)) await save(step)
      return true
    }
    const tables = await keeping(step, () => tracking.judge(step, pause))
    judging = before + context.seconds() - began
    if (tables === null) return false
    context.emit({ kind: 'tracked', tables })
    await context.recorded()
    tracking.points.stored(step)
    return true
  }

  try {
    if (!(await track(from))) return await stop(from)
    for (let step = from; step < to; step++) {
      const update = parts.plan(stage, step - before)
      const { images, labels } = await next(step)
      const losses = runUpdate(parts.supernet, parts.state, update, images, labels, parts.settings)
      dispose(images, labels)
      pending.push({ row: { step, stage: update.stage, rate: update.rate, complexity: update.complexity, pool: update.pool }, losses })

      const done = step + 1
      if (pending.length >= flushSteps || context.seconds() - lastFlush > flushSeconds) flush(done)
      await context.turn()
      if (!(await track(done)) || (done < to && context.stopRequested)) return await stop(done)
      const due = (parts.checkpoints.steps !== null && done % parts.checkpoints.steps === 0) || context.seconds() - lastSave > parts.checkpoints.minutes * 60
      if (done < to && (due || context.takeCheckpointRequest())) await save(done)
    }
    const last = await save(to)
    tellWaiting(to)
    return { steps: to, saved: last, finalLoss, stopped: false }
  } finally {
    for (const { losses } of pending) dispose(...losses)
  }
}

function notANumber(what: string, saved: CheckpointRecord | null): StudioError {
  const back = saved === null ? 'No checkpoint of this part of the run was spoilt' : `The checkpoint of step ${saved.step} is intact`
  return new StudioError('not-a-number', `${what}. ${back}; start again with a smaller --lr or with --clip.`)
}
