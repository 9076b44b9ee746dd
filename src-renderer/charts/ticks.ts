/** Labels of axes: short, and precise enough to tell neighbours apart. */
import type uPlot from 'uplot'
import { short, withMinus } from '../components/format'

export function numberTick(value: number | null): string {
  if (value === null) return ''
  const size = Math.abs(value)
  if (size >= 10_000) return short(value)
  const rounded = Number(value.toPrecision(6))
  return withMinus(size > 0 && size < 0.001 ? rounded.toExponential() : String(rounded))
}

/** On a logarithmic axis uPlot also draws a line where the axis begins; only 1 to 9 times a power of ten get a label. */
export function logTick(value: number | null): string {
  if (value === null || value <= 0) return ''
  const digit = value / 10 ** Math.floor(Math.log10(value) + 1e-9)
  return Math.abs(digit - Math.round(digit)) < 1e-6 ? numberTick(value) : ''
}

/** A value read off a curve: 4 significant digits. */
export function figure(value: number): string {
  const size = Math.abs(value)
  if (size >= 10_000) return short(value)
  return withMinus(size > 0 && size < 0.001 ? value.toExponential(3) : value.toPrecision(4))
}

/** Of what there are no parts of, such as steps. */
export const wholeIncrements = Array.from({ length: 12 }, (_, power) => [1, 2, 5].map((digit) => digit * 10 ** power)).flat()

/** Seconds: whole parts of minutes, hours and days. */
export const relativeIncrements = [
  0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10_800, 21_600, 43_200, 86_400, 172_800, 432_000, 864_000,
]

export function relativeTick(seconds: number | null): string {
  if (seconds === null) return ''
  if (seconds < 60) return `${Number(seconds.toPrecision(4))} s`
  const [hours, minutes, rest] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, Math.round(seconds % 60)]
  if (hours === 0) return rest === 0 ? `${minutes} min` : `${minutes}:${String(rest).padStart(2, '0')} min`
  return `${hours}:${String(minutes).padStart(2, '0')} h`
}

const time = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit' })
const exactTime = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', second: '2-digit' })
const day = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short' })

/** In the user's zone; the day stands with the first label and where it changes. */
export function wallTicks(_plot: uPlot, splits: number[], _axis: number, _space: number, increment: number): string[] {
  let before = ''
  return splits.map((seconds) => {
    const date = new Date(seconds * 1000)
    const today = day.format(date)
    const label = increment >= 86_400 ? today : (increment < 60 ? exactTime : time).format(date)
    const changed = today !== before && increment < 86_400
    before = today
    return changed ? `${label}\n${today}` : label
  })
}
