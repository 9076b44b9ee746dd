import { SvelteSet } from 'svelte/reactivity'
import type { XKind, RunAxis } from './run-axis'
import type { Smoothing } from './smooth'

export interface Zoom {
  readonly min: number
  readonly max: number
}

/** Which steps to ask for, and in how many buckets; the fields of a SeriesRequest. */
export interface WantedRange {
  readonly fromStep: number
  readonly toStep: number | null
  readonly buckets: number
}

const bucketLimit = 20_000
let groups = 0

/** What the charts of a page share: x axis, zoom, hover, smoothing, hidden curves. */
export class ChartGroup {
  /** For uPlot, which moves the cursors of one key together. */
  readonly key = `charts-${groups++}`
  readonly hidden = new SvelteSet<string>()
  kind = $state<XKind>('step')
  logX = $state(false)
  smoothing = $state<Smoothing>('ema')
  /** 0: none, 1: over a quarter of the longest run. */
  amount = $state(0.4)
  /** On the x axis as it is shown; null: all there is. */
  zoom = $state.raw<Zoom | null>(null)
  /** Pixel columns of the widest chart. */
  width = $state(400)
  /** Steps of the longest run; set by the page. */
  extent = $state(0)

  /** Steps over which curves are smoothed; 0: not at all. */
  readonly over = $derived(this.amount === 0 ? 0 : Math.max(2, Math.round(Math.max(2, this.extent / 4) ** this.amount)))

  /** What is to be asked of a run's curves now: a little more than is shown, so that smoothing has a start. */
  wanted(axis: RunAxis): WantedRange {
    const { zoom, kind, width } = this
    if (zoom === null) return { fromStep: 0, toStep: null, buckets: width }
    const from = axis.step(kind, zoom.min)
    const to = axis.step(kind, zoom.max)
    if (!Number.isFinite(from) || !Number.isFinite(to)) return { fromStep: 0, toStep: null, buckets: width }
    const span = Math.max(1, to - from)
    const lead = Math.min(3 * this.over, 4 * span)
    const fromStep = Math.max(0, Math.floor(from - lead) - 1)
    const toStep = Math.max(fromStep + 1, Math.ceil(to) + 2)
    return { fromStep, toStep, buckets: Math.min(bucketLimit, Math.ceil((width * (toStep - fromStep)) / span)) }
  }

  show(kind: XKind): void {
    if (kind === this.kind) return
    this.kind = kind
    this.zoom = null
    if (kind === 'wall') this.logX = false
  }

  toggle(curveId: string): void {
    if (!this.hidden.delete(curveId)) this.hidden.add(curveId)
  }

  /** Shows this curve alone, or all again when it already is alone. */
  isolate(curveId: string, all: readonly string[]): void {
    const alone = all.every((id) => (id === curveId) !== this.hidden.has(id))
    for (const id of all) {
      if (alone || id === curveId) this.hidden.delete(id)
      else this.hidden.add(id)
    }
  }
}
