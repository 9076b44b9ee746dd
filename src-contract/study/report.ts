/**
 * What a study says: each arm's figures over its seeds, and how it differs from the reference arm, seed by seed. One
 * piece of code for results of this history and of others. Pure.
 */
import type { CellState, StudyResult } from './study'
import { describeSample, meanInterval, type Interval, type Sample } from './statistics'
import { studyConfidence, studyFigures, type RoledFigure, type StudyFile } from './study-file'

export interface ArmFigure {
  readonly key: string
  /** Null where no run of the arm has it. */
  readonly sample: Sample | null
  readonly values: readonly { readonly seed: number; readonly value: number }[]
}

export interface ArmReport {
  readonly arm: string
  readonly figures: readonly ArmFigure[]
  /** Seeds without a result, with the state of their run. */
  readonly missing: readonly { readonly seed: number; readonly state: CellState }[]
}

/** Value of the arm minus value of the reference arm with the same seed. */
export interface Difference {
  readonly key: string
  readonly arm: string
  readonly sample: Sample | null
  readonly interval: Interval | null
  readonly values: readonly { readonly seed: number; readonly value: number }[]
}

/** What the figure would be with a score that needs no training; null where it is not defined, or not one and the same for all runs. */
export interface FigureFloors {
  readonly key: string
  readonly parameters: number | null
  readonly multiplyAdds: number | null
}

export interface StudyReport {
  readonly figures: readonly RoledFigure[]
  readonly reference: string
  readonly confidence: number
  readonly arms: readonly ArmReport[]
  /** Of the figures that have any. */
  readonly floors: readonly FigureFloors[]
  /** Every arm but the reference, figure by figure. */
  readonly differences: readonly Difference[]
  /** Runs with a result, of how many. */
  readonly done: number
  readonly total: number
  /** What a reader should know: runs that are missing, machines that differ. */
  readonly notes: readonly string[]
}

interface Missing {
  readonly arm: string
  readonly seed: number
  readonly state: CellState
}

/** @param missing every arm and seed that has no result */
export function reportStudy(study: StudyFile, results: readonly StudyResult[], missing: readonly Missing[]): StudyReport {
  const figures = studyFigures(study)
  const confidence = studyConfidence(study)
  const valuesOf = (arm: string, key: string): ArmFigure['values'] =>
    study.seeds.flatMap((seed) => {
      const value = results.find((result) => result.arm === arm && result.seed === seed)?.figures[key]
      return value === undefined || value === null ? [] : [{ seed, value }]
    })
  const arms = study.arms.map(({ name: arm }): ArmReport => ({
    arm,
    figures: figures.map(({ key }) => {
      const values = valuesOf(arm, key)
      return { key, values, sample: describeSample(values.map(({ value }) => value)) }
    }),
    missing: missing.filter((cell) => cell.arm === arm).map(({ seed, state }) => ({ seed, state })),
  }))
  const differences = figures.flatMap(({ key }) =>
    study.arms.filter(({ name }) => name !== study.reference).map(({ name: arm }): Difference => {
      const reference = new Map(valuesOf(study.reference, key).map(({ seed, value }) => [seed, value]))
      const values = valuesOf(arm, key).flatMap(({ seed, value }) => {
        const other = reference.get(seed)
        return other === undefined ? [] : [{ seed, value: value - other }]
      })
      const sample = describeSample(values.map(({ value }) => value))
      return { key, arm, sample, interval: sample === null ? null : meanInterval(sample, confidence), values }
    }),
  )
  const total = study.arms.length * study.seeds.length
  return { figures, reference: study.reference, confidence, arms, floors: floorsOf(figures, results), differences, done: results.length, total, notes: notesOn(study, results, missing, figures) }
}

function floorsOf(figures: readonly RoledFigure[], results: readonly StudyResult[]): FigureFloors[] {
  const common = (key: string): number | null => {
    const [value, ...others] = [...new Set(results.map((result) => result.figures[key] ?? null))]
    return others.length === 0 ? (value ?? null) : null
  }
  return figures.flatMap(({ key, figure, truth }) => {
    if (truth === undefined) return []
    const floors = { parameters: common(`${figure}.parameters.${truth}`), multiplyAdds: common(`${figure}.multiplyAdds.${truth}`) }
    return floors.parameters === null && floors.multiplyAdds === null ? [] : [{ key, ...floors }]
  })
}

function notesOn(study: StudyFile, results: readonly StudyResult[], missing: readonly Missing[], figures: readonly RoledFigure[]): string[] {
  const notes: string[] = []
  if (missing.length > 0) notes.push(`${missing.length} of ${study.arms.length * study.seeds.length} runs have no result: ${missing.map(({ arm, seed, state }) => `${arm} seed ${seed} (${stateWords[state]})`).join(', ')}.`)
  for (const { key } of figures) {
    const without = results.filter(({ figures: own }) => (own[key] ?? null) === null)
    if (without.length > 0) notes.push(`${key} is not defined for ${without.map(({ arm, seed }) => `${arm} seed ${seed}`).join(', ')}: these runs are not in its mean.`)
  }
  const differ = (what: string, of: (result: StudyResult) => string): void => {
    const kinds = [...new Set(results.map(of))].sort()
    if (kinds.length > 1) notes.push(`The runs were made with different ${what}: ${kinds.join('; ')}.`)
  }
  differ('numbers of threads', ({ threads }) => String(threads))
  differ('settings of oneDNN', ({ oneDnn }) => (oneDnn ? 'on' : 'off'))
  differ('versions', ({ versions }) => `Supernet Studio ${versions.studio} with TensorFlow ${versions.tensorflow}`)
  return notes
}

export const stateWords: Readonly<Record<CellState, string>> = {
  waiting: 'not begun',
  queued: 'queued',
  running: 'running',
  paused: 'paused',
  stopped: 'stopped',
  interrupted: 'interrupted',
  failed: 'failed',
  finished: 'trained',
  trained: 'trained, not evaluated',
  ranking: 'being evaluated',
  'ranking-failed': 'evaluation failed',
  done: 'done',
}
