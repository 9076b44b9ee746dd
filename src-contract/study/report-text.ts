/** Numbers of a report as plain parts: which digits, and what stands beside what. Who shows them only adds signs and marks. Pure. */
import type { Difference, FigureFloors, StudyReport } from './report'
import type { Sample } from './statistics'

export interface MeanParts {
  readonly mean: string
  /** Null with one run. */
  readonly std: string | null
  readonly n: number
}

export interface DifferenceParts {
  /** With its sign, plus too. */
  readonly mean: string
  /** Null with one pair. */
  readonly range: { readonly low: string; readonly high: string } | null
  readonly n: number
}

/** Null where no run has the figure. */
export function meanParts(sample: Sample | null): MeanParts | null {
  return sample === null ? null : { mean: rounded(sample.mean), std: sample.std === null ? null : rounded(sample.std, sample.mean), n: sample.n }
}

/** Null where there is no pair. */
export function differenceParts(difference: Pick<Difference, 'sample' | 'interval'> | undefined): DifferenceParts | null {
  const { sample = null, interval = null } = difference ?? {}
  if (sample === null) return null
  return { mean: signed(sample.mean), range: interval === null ? null : { low: rounded(interval.low, sample.mean), high: rounded(interval.high, sample.mean) }, n: sample.n }
}

/** Null where the figure has no such floor. */
export function floorText({ floors }: Pick<StudyReport, 'floors'>, key: string, id: FloorId): string | null {
  const value = floors.find((each) => each.key === key)?.[id] ?? null
  return value === null ? null : rounded(value)
}

/** Floors stand among the arms, with no runs behind them. */
export const floorIds = [
  { id: 'parameters', title: 'parameters (floor)' },
  { id: 'multiplyAdds', title: 'multiply-adds (floor)' },
] as const
type FloorId = Exclude<keyof FigureFloors, 'key'>

/** "95%". */
export function percent(confidence: number): string {
  return `${Number((confidence * 100).toPrecision(6))}%`
}

/** Of a difference: its sign says which of the two is larger. */
export function signed(value: number): string {
  return `${value > 0 ? '+' : ''}${rounded(value)}`
}

/**
 * Digits after the point by the size of the figure: three for what lies about 1, none for seconds in the thousands.
 * @param beside the figure that it stands beside, whose digits it takes
 */
export function rounded(value: number, beside = value): string {
  const size = Math.abs(beside)
  return value.toFixed(size >= 1000 ? 0 : size >= 100 ? 1 : size >= 10 ? 2 : 3)
}
