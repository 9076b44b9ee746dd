import { describeSample } from '../../../src-contract/study/statistics'
import type { ComparedRun } from './compared-runs.svelte'

/** Runs that are alike but for their seed, shown as one. */
export interface SeedGroup {
  readonly id: string
  readonly label: string
  /** The first: its colour and dash stand for all. */
  readonly first: ComparedRun
  readonly runs: readonly ComparedRun[]
}

/**
 * In the order of the runs. A split choice that was drawn from the seed goes with it: it only parts runs of equal seeds,
 * which were told apart by it.
 */
export function groupBySeed(runs: readonly ComparedRun[]): readonly SeedGroup[] {
  const alike = [...Map.groupBy(runs, (run) => keyOf(run, false)).values()]
  const groups = alike.flatMap((same) => {
    const seeds = new Set(same.map(({ record }) => record.config.seed))
    return seeds.size === same.length ? [same] : [...Map.groupBy(same, (run) => keyOf(run, true)).values()]
  })
  return groups.flatMap((same) => {
    const [first] = same
    if (first === undefined) return []
    return [{ id: first.id, label: same.length === 1 ? first.name : `${first.name} (${same.length} seeds)`, first, runs: same }]
  })
}

export const alone = (run: ComparedRun): SeedGroup => ({ id: run.id, label: run.name, first: run, runs: [run] })

function keyOf({ record }: ComparedRun, withSplit: boolean): string {
  const { momentum } = record.config
  const rest = Object.entries(record.config).filter(([name]) => name !== 'seed' && name !== 'momentum')
  return JSON.stringify([withSplit ? momentum : momentum.id, rest.sort(([a], [b]) => (a < b ? -1 : 1))])
}

export interface Spread {
  readonly mean: number
  /** Of the sample (n - 1); null for one value. */
  readonly sd: number | null
  readonly values: number
}

/** Null where no run has a value. */
export function spread(values: readonly (number | null)[]): Spread | null {
  const sample = describeSample(values.filter((value) => value !== null))
  return sample === null ? null : { mean: sample.mean, sd: sample.std, values: sample.n }
}

export function formatSpread(value: Spread | null, format: (value: number) => string): string {
  if (value === null) return '–'
  return value.sd === null ? format(value.mean) : `${format(value.mean)} ± ${format(value.sd)}`
}
