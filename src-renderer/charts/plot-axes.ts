/** Axes and colours that charts of points and bars share. */
import { canvasColour } from './run-colour'
import { numberTick } from './ticks'

/** Space around the plot for axes and their names, in pixels. What lies over a chart is placed by it. */
export const margins = { left: 64, right: 16, top: 12, bottom: 46 } as const

/** `outerBoundsMode`: the plot stands where `margins` say, whatever its labels. */
export const plotGrid = { ...margins, outerBoundsMode: 'none' } as const

/** Colours of the theme that is shown, and the window's font. */
export function chartInk() {
  const font = getComputedStyle(document.body).fontFamily
  return { text: canvasColour('--text'), muted: canvasColour('--muted'), line: canvasColour('--border'), surface: canvasColour('--surface'), accent: canvasColour('--accent'), font }
}

export interface AxisSpec {
  readonly name: string
  readonly min: number
  readonly max: number
  readonly format?: (value: number) => string
  /** Of what there are no parts of: ticks at whole numbers only. */
  readonly whole?: boolean
}

/** A value axis from `min` to `max`, which need not be round. */
export function valueAxis({ name, min, max, format = numberTick, whole = false }: AxisSpec, side: 'x' | 'y') {
  const ink = chartInk()
  return {
    type: 'value' as const,
    min,
    max,
    ...(whole && { minInterval: 1 }),
    name,
    nameLocation: 'middle' as const,
    nameGap: side === 'x' ? 28 : 48,
    nameTextStyle: { color: ink.muted, fontFamily: ink.font, fontSize: 12 },
    axisLine: { show: true, onZero: false, lineStyle: { color: ink.line } },
    axisTick: { show: false },
    // Labels at ends that are not round would stand too close to round ones.
    axisLabel: { color: ink.muted, fontFamily: ink.font, fontSize: 12, showMinLabel: false, showMaxLabel: false, hideOverlap: true, formatter: format },
    splitLine: { lineStyle: { color: ink.line, width: 1 }, showMinLine: false, showMaxLine: false },
  }
}
