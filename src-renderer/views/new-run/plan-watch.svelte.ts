/** Asks, while the user types, what the form would become, and measures it on this machine once they pause. */
import type { RunPlan } from '../../../src-contract/domain/run-plan'
import type { TrainRequest } from '../../../src-contract/domain/train-request'
import { isStop, StudioError, toErrorData, type ErrorCode, type ErrorData } from '../../../src-contract/errors'
import { request } from '../../api/client'
import { jobs } from '../../state/jobs.svelte'

/** From the last keystroke to the question, and from the answer to measuring. */
const pauseMs = 250
const measurePauseMs = 900

/** Errors that the user mends in the form. */
const wishCodes: ReadonlySet<ErrorCode> = new Set(['bad-argument', 'dataset-too-small', 'dataset-missing', 'space-unusable'])

export class PlanWatch {
  /** The last that made sense. */
  plan = $state.raw<RunPlan | null>(null)
  /** What is wrong with the wish as a whole; null when it can be started. */
  error = $state.raw<ErrorData | null>(null)
  measuring = $state(false)
  measureError = $state.raw<ErrorData | null>(null)
  /** Something else computes: a measurement would wait for it and slow it down. */
  readonly busy = $derived(jobs.list.some(({ kind }) => kind !== 'estimate' && kind !== 'scan' && kind !== 'import'))
  private asked = 0
  private measures = 0

  /** Call while the component is set up. `wish` is null while a field alone is wrong. */
  follow(wish: () => TrainRequest | null): void {
    const text = $derived(JSON.stringify(wish()))
    $effect(() => {
      const wanted = JSON.parse(text) as TrainRequest | null
      const number = ++this.asked
      if (wanted === null) {
        this.error = null
        return
      }
      const timer = setTimeout(() => void this.ask(wanted, number), pauseMs)
      return () => clearTimeout(timer)
    })
    $effect(() => {
      const wanted = JSON.parse(text) as TrainRequest | null
      if (wanted === null || this.plan === null || this.plan.measured !== null || this.error !== null || this.busy) return
      const timer = setTimeout(() => void this.measure(wanted), measurePauseMs)
      return () => clearTimeout(timer)
    })
  }

  /** What was asked for, or null where the wish is wrong, which the form then shows. */
  async checked<T>(answer: Promise<T>): Promise<T | null> {
    try {
      return await answer
    } catch (error) {
      if (!(error instanceof StudioError && wishCodes.has(error.code))) throw error
      this.error = toErrorData(error)
      return null
    }
  }

  private async ask(wanted: TrainRequest, number: number): Promise<void> {
    try {
      const plan = await request('runs.plan', wanted)
      if (number !== this.asked) return
      this.plan = plan
      this.error = null
    } catch (error) {
      if (number === this.asked) this.error = toErrorData(error)
    }
  }

  private async measure(wanted: TrainRequest): Promise<void> {
    const number = this.asked
    const measure = ++this.measures
    this.measuring = true
    this.measureError = null
    try {
      const measured = await request('runs.estimate', wanted)
      if (number === this.asked && this.plan !== null) this.plan = { ...this.plan, measured }
    } catch (error) {
      // Given up for a newer one, or because a run was started.
      if (!isStop(error) && number === this.asked) this.measureError = toErrorData(error)
    }
    if (measure === this.measures) this.measuring = false
  }
}
