import { untrack } from 'svelte'
import type { RunTimes } from '../../../src-contract/domain/run-log'
import type { RunRecord } from '../../../src-contract/domain/run'
import type { SeriesAnswer, SeriesBand } from '../../../src-contract/domain/series'
import { request } from '../../api/client'
import type { ChartGroup } from '../../charts/chart-group.svelte'
import { exactSeries, type Curve } from '../../charts/curve'
import { RunAxis } from '../../charts/run-axis'
import { seriesColour, type Colour } from '../../charts/run-colour'
import { useResource, type Resource } from '../../state/resource.svelte'
import { throughputs } from './throughput'

/** Bands of complexity that loss and rate are shown by. */
const bandNames = ['Small', 'Medium', 'Large'] as const
const bandDashes = [undefined, [8, 3], [2, 3]] as const

/** In this order. */
const asked = [{ metric: 'loss', bands: 1 }, { metric: 'loss', bands: 3 }, { metric: 'rate', bands: 3 }] as const

interface Stored {
  readonly times: RunTimes
  readonly series: SeriesAnswer
}

/** The curves of one run for the part of it that the charts show. Call it while a component is set up. */
export class RunCurves {
  private readonly stored: Resource<Stored>
  private readonly config: RunRecord['config']
  readonly times = $derived.by(() => this.stored.value?.times ?? null)
  readonly axis = $derived.by(() => RunAxis.of(this.config, this.times))

  constructor(
    run: Pick<RunRecord, 'id' | 'config'>,
    group: ChartGroup,
    private readonly colour: () => Colour,
  ) {
    this.config = run.config
    const { id } = run
    this.stored = useResource(
      async () => {
        // Each answer brings new times; they must not ask for the next.
        const wanted = group.wanted(untrack(() => this.axis))
        const [times, series] = await Promise.all([request('runs.times', id), request('runs.series', { runId: id, curves: asked, ...wanted })])
        return { times, series }
      },
      () => [`run:${id}`, `metrics:${id}`],
    )
  }

  get error() {
    return this.stored.error
  }

  readonly lossCurves = $derived.by<readonly Curve[]>(() => {
    const band = this.stored.value?.series.curves[0]?.[0]
    return band === undefined ? [] : [{ id: 'all', label: 'All subnets', colour: this.colour(), series: band.series, axis: this.axis }]
  })
  readonly lossByBand = $derived.by(() => this.byBand(this.stored.value?.series.curves[1] ?? []))
  readonly rateByBand = $derived.by(() => this.byBand(this.stored.value?.series.curves[2] ?? []))

  /** Images a second between reports of the worker. */
  readonly throughput = $derived.by<readonly Curve[]>(() => {
    const times = this.stored.value?.times
    if (times === undefined) return []
    const points = throughputs(times, this.config.batch)
    const series = exactSeries(Float64Array.from(points, ({ step }) => step), Float32Array.from(points, ({ value }) => value))
    return [{ id: 'throughput', label: 'Images a second', colour: this.colour(), series, axis: this.axis }]
  })

  /** Of the part that is shown. */
  readonly pools = $derived.by(() => this.stored.value?.series.pools ?? [])

  private byBand(bands: readonly SeriesBand[]): readonly Curve[] {
    return bands.map(({ series }, index) => {
      const dash = bandDashes[index]
      return {
        id: `band-${index}`,
        // The groups of FairNAS are all of one mean size.
        label: bands.length === 1 ? 'All subnets' : (bandNames[index] ?? ''),
        colour: seriesColour(index),
        ...(dash === undefined ? {} : { dash }),
        series,
        axis: this.axis,
      }
    })
  }
}
