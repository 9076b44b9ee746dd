/** What ECharts is told to draw for a scatter: axes, all points, a line through some of them, and marks. */
import type { EChartsCoreOption } from 'echarts/core'
import { chartInk, plotGrid, valueAxis } from './plot-axes'
import { canvasColour, type Colour } from './run-colour'
import type { ScatterPoints, ScatterView } from './scatter-view'

/** A point that is told apart by shape and name. */
export interface ScatterMark {
  readonly at: number
  readonly label: string
  readonly shape: 'triangle' | 'diamond' | 'rect' | 'circle'
  readonly colour: Colour
}

/** Points of one colour. */
export interface ScatterGroup {
  readonly label: string
  readonly colour: Colour
  /** Positions of its points; null: all. */
  readonly members: readonly number[] | null
}

export interface DrawnGroup {
  readonly colour: Colour
  /** x and y of one point after the other, which ECharts draws without an object for each. */
  readonly flat: Float64Array
}

export interface ScatterSpec {
  readonly points: ScatterPoints
  readonly groups: readonly DrawnGroup[]
  readonly view: ScatterView
  readonly xName: string
  readonly yName: string
  /** Whether x counts what there are no parts of. */
  readonly wholeX: boolean
  readonly formatX: (value: number) => string
  readonly formatY: (value: number) => string
  /** Whether the line y = x is drawn. */
  readonly diagonal: boolean
  readonly marks: readonly ScatterMark[]
  /** Positions that a stepped line joins, in order. */
  readonly line: readonly number[]
  /** How far along x the line goes on, level, behind its last position; null where it ends there. */
  readonly levelTo: number | null
  readonly lineColour: Colour
  readonly selected: number | null
}

export function scatterOption(spec: ScatterSpec): EChartsCoreOption {
  const { points, view } = spec
  const many = points.x.length > 2000
  const ink = chartInk()
  const place = (at: number): [number, number] => [points.x[at] ?? NaN, points.y[at] ?? NaN]
  const isRight = (at: number): boolean => (points.x[at] ?? 0) > (view.x.min + view.x.max) / 2
  const still = { silent: true, z: 3 }
  return {
    animation: false,
    grid: plotGrid,
    xAxis: valueAxis({ name: spec.xName, ...view.x, format: spec.formatX, whole: spec.wholeX }, 'x'),
    yAxis: valueAxis({ name: spec.yName, ...view.y, format: spec.formatY }, 'y'),
    series: [
      ...(spec.diagonal ? [{ type: 'line', silent: true, z: 1, symbol: 'none', data: diagonalOf(view), lineStyle: { color: ink.muted, width: 1.5, type: 'dashed' } }] : []),
      ...spec.groups.map(({ colour, flat }) => ({
        type: 'scatter', silent: true, large: true, largeThreshold: 1000, progressive: 0, dimensions: ['x', 'y'], data: flat,
        symbolSize: many ? 3 : points.x.length > 400 ? 5 : 7,
        itemStyle: { color: canvasColour(colour), opacity: many ? 0.35 : 0.65 },
      })),
      {
        type: 'line', ...still, step: 'end', symbol: 'circle', symbolSize: 7, data: lineData(spec, place),
        lineStyle: { color: canvasColour(spec.lineColour), width: 2 }, itemStyle: { color: canvasColour(spec.lineColour), borderColor: ink.surface, borderWidth: 1 },
      },
      {
        type: 'scatter', ...still, symbolSize: 13, labelLayout: { moveOverlap: 'shiftY' },
        data: spec.marks.map(({ at, label, shape, colour }) => ({
          value: place(at),
          symbol: shape,
          itemStyle: { color: canvasColour(colour), borderColor: ink.surface, borderWidth: 1.5 },
          // Towards the middle, where there is room.
          label: { show: true, formatter: label, position: isRight(at) ? 'left' : 'right', distance: 6, color: ink.text, fontFamily: ink.font, fontSize: 12, fontWeight: 600, textBorderColor: ink.surface, textBorderWidth: 3 },
        })),
      },
      {
        type: 'scatter', ...still, symbolSize: 15, symbol: 'circle', data: spec.selected === null ? [] : [place(spec.selected)],
        itemStyle: { color: 'transparent', borderColor: ink.text, borderWidth: 2.5 },
      },
    ],
  }
}

export function drawnGroup({ x, y }: ScatterPoints, { colour, members }: ScatterGroup): DrawnGroup {
  const length = members === null ? x.length : members.length
  const flat = new Float64Array(2 * length)
  for (let number = 0; number < length; number++) {
    const at = members === null ? number : (members[number] ?? -1)
    flat[2 * number] = x[at] ?? NaN
    flat[2 * number + 1] = y[at] ?? NaN
  }
  return { colour, flat }
}

/** The part of y = x that is in sight. */
function diagonalOf({ x, y }: ScatterView): [number, number][] {
  const [from, to] = [Math.max(x.min, y.min), Math.min(x.max, y.max)]
  return from < to ? [[from, from], [to, to]] : []
}

/** The end that is no position has no dot. */
function lineData({ line, levelTo }: ScatterSpec, place: (at: number) => [number, number]): readonly object[] {
  const last = line.at(-1)
  return [...line.map(place), ...(levelTo === null || last === undefined ? [] : [{ value: [levelTo, place(last)[1]], symbol: 'none' }])]
}
