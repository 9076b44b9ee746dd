/** A uPlot for given lines: scales, axes, hover and drag. What it draws comes later, with setData. */
import uPlot from 'uplot'
import { nearestPoint, type Column } from './align'
import type { Curve } from './curve'
import { canvasColour } from './run-colour'
import type { XKind } from './run-axis'
import { logTick, numberTick, relativeIncrements, relativeTick, wallTicks, wholeIncrements } from './ticks'

export interface Line {
  readonly curve: Curve
  /** `faint`: drawn behind, as what a stronger line summarises. `high`, and `low` right behind it: the edges of a band. */
  readonly strength: 'faint' | 'plain' | 'strong' | 'high' | 'low'
  readonly show: boolean
}

export interface PlotSpec {
  readonly lines: readonly Line[]
  readonly kind: XKind
  readonly logX: boolean
  readonly logY: boolean
  readonly width: number
  readonly height: number
  /** Charts of one key share the cursor. */
  readonly key: string
  readonly zoomed: (min: number, max: number) => void
  readonly reset: () => void
  /** For each line the index of its point under the cursor; null when the cursor is elsewhere. */
  readonly hovered: (indices: readonly (number | null)[] | null) => void
}

// uPlot declares these as an enum that exists for the compiler only.
/* eslint-disable @typescript-eslint/no-unsafe-enum-assignment */
const linear = 1 as uPlot.Scale.Distr
const logarithmic = 3 as uPlot.Scale.Distr
/* eslint-enable @typescript-eslint/no-unsafe-enum-assignment */

const widths = { faint: 1, plain: 1.25, strong: 2, high: 0, low: 0 } as const
const alphas = { faint: 0.3, plain: 1, strong: 1, high: 0.18, low: 0 } as const

export function createPlot(host: HTMLElement, spec: PlotSpec): uPlot {
  return new uPlot(
    {
      width: spec.width,
      height: spec.height,
      legend: { show: false },
      padding: [8, 22, 0, 0],
      scales: {
        x: { time: spec.kind === 'wall', distr: spec.logX ? logarithmic : linear, auto: false },
        y: { distr: spec.logY ? logarithmic : linear, range: spec.logY ? logRange : linearRange },
      },
      axes: [{ ...axis(), space: 70, ...xTicks(spec.kind) }, { ...axis(), size: 62, space: spec.logY ? 20 : 32, values: (_plot, splits) => splits.map(spec.logY ? logTick : numberTick) }],
      series: [{}, ...spec.lines.map(series)],
      bands: spec.lines.flatMap(({ curve, strength }, index) => (strength === 'high' ? [{ series: [index + 1, index + 2] as [number, number], fill: () => canvasColour(curve.colour) }] : [])),
      cursor: {
        sync: { key: spec.key, scales: ['x', null], filters: { pub: isMove, sub: isMove } },
        drag: { x: true, y: false, setScale: false, dist: 5 },
        y: false,
        points: { size: 7 },
        dataIdx: (plot, seriesIndex, index) => {
          const strength = spec.lines[seriesIndex - 1]?.strength
          if (strength !== 'plain' && strength !== 'strong') return null
          const [x, column] = [plot.data[0], plot.data[seriesIndex]]
          return column === undefined ? null : nearestPoint(x, column, index)
        },
        bind: {
          dblclick: () => () => {
            spec.reset()
            return null
          },
        },
      },
      hooks: {
        setSelect: [
          (plot) => {
            const { left, width } = plot.select
            if (width < 1) return
            spec.zoomed(plot.posToVal(left, 'x'), plot.posToVal(left + width, 'x'))
            plot.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false)
          },
        ],
        setCursor: [(plot) => spec.hovered((plot.cursor.left ?? -1) < 0 ? null : (plot.cursor.idxs ?? []).slice(1).map((index) => index ?? null))],
      },
    },
    [[], ...spec.lines.map(() => [])],
    host,
  )
}

export interface View {
  readonly data: readonly [readonly number[], ...Column[]]
  /** Null: all of it. */
  readonly zoom: { readonly min: number; readonly max: number } | null
  readonly logX: boolean
}

/** Puts points into a plot and shows the part that is asked for. */
export function fillPlot(plot: uPlot, { data, zoom, logX }: View): void {
  const [x] = data
  const range = zoom ?? { min: x[0] ?? 0, max: x.at(-1) ?? 1 }
  plot.batch(() => {
    plot.setData([...data] as uPlot.AlignedData, false)
    // One point alone gets some room around it.
    plot.setScale('x', range.min < range.max ? range : { min: range.min - (logX ? range.min / 2 : 0.5), max: range.max + 0.5 })
  })
}

function series(line: Line): uPlot.Series {
  return {
    label: line.curve.label,
    show: line.show,
    scale: 'y',
    stroke: () => canvasColour(line.curve.colour),
    alpha: alphas[line.strength],
    width: widths[line.strength],
    ...(line.curve.dash !== undefined && line.strength !== 'faint' ? { dash: [...line.curve.dash] } : {}),
    spanGaps: true,
    // A line of one point would not be seen.
    points: { show: (plot, seriesIndex) => widths[line.strength] > 0 && isLonely(plot.data[seriesIndex] ?? []), size: 6 },
  }
}

function isLonely(column: ArrayLike<number | null | undefined>): boolean {
  let points = 0
  for (let i = 0; i < column.length && points < 2; i++) if (column[i] !== null && column[i] !== undefined) points++
  return points === 1
}

/** Hover is shared by uPlot itself; zoom goes through the group, so that every chart also asks for its data. */
const isMove = (type: string): boolean => type === 'mousemove' || type === 'mouseleave' || type === 'mouseenter'

function axis(): uPlot.Axis {
  const line = (): string => canvasColour('--border')
  return {
    stroke: () => canvasColour('--muted'),
    font: `12px ${getComputedStyle(document.body).fontFamily}`,
    grid: { stroke: line, width: 1 },
    ticks: { stroke: line, width: 1, size: 4 },
  }
}

function xTicks(kind: XKind): uPlot.Axis {
  if (kind === 'wall') return { size: 46, values: wallTicks }
  if (kind === 'relative') return { size: 32, incrs: relativeIncrements, values: (_plot, splits) => splits.map(relativeTick) }
  return { size: 32, ...(kind === 'step' && { incrs: wholeIncrements }), values: (_plot, splits) => splits.map(numberTick) }
}

function linearRange(_plot: uPlot, min: number | null, max: number | null): uPlot.Range.MinMax {
  if (min === null || max === null) return [0, 1]
  // Values that differ in their last bits only must not fill the axis, nor find no ticks to stand on.
  const margin = Math.max((max - min) * 0.06, Math.max(Math.abs(min), Math.abs(max)) * 0.002, 1e-9)
  // Below zero only where a value is.
  return [min >= 0 ? Math.max(0, min - margin) : min - margin, max + margin]
}

function logRange(_plot: uPlot, min: number | null, max: number | null): uPlot.Range.MinMax {
  if (min === null || max === null || min <= 0) return [0.1, 1]
  const margin = max === min ? 1.5 : (max / min) ** 0.06
  return [min / margin, max * margin]
}
