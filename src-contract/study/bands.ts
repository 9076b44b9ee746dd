/** A curve of each arm over its seeds. Pure. */
import { describeSample } from './statistics'
import type { StudyResult } from './study'
import type { StudyFile } from './study-file'

export interface BandPoint {
  /** Steps done. */
  readonly step: number
  readonly mean: number
  /** Of the sample; null for one run. */
  readonly std: number | null
  readonly n: number
}

export interface ArmBand {
  readonly arm: string
  readonly points: readonly BandPoint[]
}

/** Names of the curves that any result has. */
export function curveNames(results: readonly StudyResult[]): readonly string[] {
  return [...new Set(results.flatMap(({ curves }) => Object.keys(curves)))].sort()
}

/** Mean and deviation at each step that all finished runs of the arm have: at others the mean would be of fewer runs than beside it. */
export function bandsOf({ arms }: StudyFile, results: readonly StudyResult[], curve: string): readonly ArmBand[] {
  return arms.map(({ name: arm }) => {
    const lines = results.filter((result) => result.arm === arm).map(({ curves }) => new Map((curves[curve] ?? []).map(({ step, value }) => [step, value])))
    const [first, ...others] = lines
    const steps = [...(first?.keys() ?? [])].filter((step) => others.every((line) => line.has(step)))
    const points = steps.flatMap((step): BandPoint[] => {
      const sample = describeSample(lines.map((line) => line.get(step) ?? NaN))
      return sample === null ? [] : [{ step, ...sample }]
    })
    return { arm, points }
  })
}
