/** Results of a study that were made in other histories, joined with those of this one. */
import { StudioError } from '../../src-contract/errors'
import type { StudyRecord, StudyResult } from '../../src-contract/study/study'
import type { StudyFile } from '../../src-contract/study/study-file'
import type { Studio } from '../jobs/studio'
import { differingFigure } from './differing-figure'
import { enterStudy } from './enter-study'
import { readStudyFolder, type StudyFolder } from './study-folder'
import { studyStatus } from './view-study'

export interface StudyImport {
  readonly study: StudyRecord
  /** Results that came new, and those that were there already, bit by bit the same. */
  readonly added: number
  readonly equal: number
}

/**
 * All folders are of one study. Nothing is kept of any where one is refused.
 * @param isRunning whether runs of a study are being made here: those would take the place of what came
 */
export async function importStudy(studio: Pick<Studio, 'history'>, folders: readonly string[], isRunning: (studyId: string) => boolean = () => false): Promise<StudyImport> {
  const { history } = studio
  const parts = folders.map((folder) => ({ folder, ...readStudyFolder(folder) }))
  const [first] = parts
  if (first === undefined) throw new StudioError('bad-argument', 'Give the folder of an exported study.')
  const other = parts.find(({ sha256 }) => sha256 !== first.sha256)
  if (other !== undefined) throw new StudioError('study-differs', `${first.folder} and ${other.folder} are not of one study: the SHA-256 of their files differ. Only parts of one and the same file can be joined.`)

  const there = (await history.studies()).find(({ name }) => name === first.file.name)
  if (there !== undefined && there.sha256 !== first.sha256) throw new StudioError('study-differs', `${first.folder} is of another file than study "${there.name}" of this history (SHA-256 ${first.sha256.slice(0, 12)}… and ${there.sha256.slice(0, 12)}…). Only parts of one and the same file can be joined.`)
  if (there !== undefined && isRunning(there.id)) throw new StudioError('bad-argument', `Study "${there.name}" is running here. Stop it, or wait for its end, and import then.`)
  const status = there === undefined ? null : await studyStatus(history, there.id)
  const known = new Map((status?.results ?? []).map((result) => [cellKey(result), { result, from: 'this history' }]))
  const busy = new Set((status?.view.cells ?? []).filter(({ state }) => state === 'running' || state === 'ranking' || state === 'queued').map(cellKey))
  const added: StudyResult[] = []
  let equal = 0
  for (const part of parts) {
    for (const result of part.results) {
      checkPlace(part, result)
      const before = known.get(cellKey(result))
      if (busy.has(cellKey(result))) throw new StudioError('study-differs', `${part.folder} has a result of arm "${result.arm}", seed ${result.seed}, and that run is under way here: wait for it, or stop it first.`)
      if (before === undefined) added.push(result)
      else {
        checkEqual(before, { result, from: part.folder })
        equal++
      }
      known.set(cellKey(result), before ?? { result, from: part.folder })
    }
  }
  checkConfigurations(first.file, [...known.values()])
  const { id } = await enterStudy(studio, first.text, first.folder)
  history.addStudyImports(id, added)
  return { study: await history.study(id), added: added.length, equal }
}

interface Known {
  readonly result: StudyResult
  readonly from: string
}

const cellKey = ({ arm, seed }: { readonly arm: string; readonly seed: number }): string => `${arm} ${seed}`

function checkPlace({ file, results }: StudyFolder & { readonly folder: string }, result: StudyResult): void {
  if (!file.arms.some(({ name }) => name === result.arm) || !file.seeds.includes(result.seed)) {
    throw new StudioError('study-malformed', `The export has a result of arm "${result.arm}", seed ${result.seed}, which is not in its study. Export the study again.`)
  }
  if (results.some((other) => other !== result && cellKey(other) === cellKey(result))) {
    throw new StudioError('study-malformed', `The export has two results of arm "${result.arm}", seed ${result.seed}. Export the study again.`)
  }
}

/** Times may differ: the same run made twice is the same where its weights and its figures are. */
function checkEqual(one: Known, two: Known): void {
  const where = `arm "${one.result.arm}", seed ${one.result.seed}, of ${one.from} and of ${two.from}`
  if (one.result.weightsSha256 !== two.result.weightsSha256) throw new StudioError('study-differs', `The results of ${where} have different weights: two runs stand for one. Leave one of them out.`)
  const key = differingFigure(one.result, two.result)
  if (key !== null) throw new StudioError('study-differs', `The results of ${where} have different figures (${key}: ${one.result.figures[key] ?? 'none'} and ${two.result.figures[key] ?? 'none'}). Leave one of them out.`)
}

/** Runs of one arm differ in seed only, and all runs are over the same data. */
function checkConfigurations({ arms }: StudyFile, known: readonly Known[]): void {
  for (const { name } of arms) {
    const [first, ...others] = known.filter(({ result }) => result.arm === name)
    if (first === undefined) continue
    const settings = comparable(first.result)
    for (const other of others) {
      const differs = firstDifference(settings, comparable(other.result))
      if (differs !== null) throw new StudioError('study-differs', `The runs of arm "${name}" of ${first.from} (seed ${first.result.seed}) and of ${other.from} (seed ${other.result.seed}) differ in "${differs}", and must differ in the seed only.`)
    }
  }
  const [first, ...others] = known
  const foreign = others.find(({ result }) => dataOf(result) !== (first === undefined ? '' : dataOf(first.result)))
  if (first !== undefined && foreign !== undefined) throw new StudioError('study-differs', `The runs of ${first.from} and of ${foreign.from} were made with different data: the fingerprints of their data sets differ. Import the same images with the same settings on each machine.`)
}

function configOf({ config }: StudyResult): Readonly<Record<string, unknown>> {
  return JSON.parse(config) as Record<string, unknown>
}

const dataOf = (result: StudyResult): string => String(configOf(result)['datasetFingerprint'])

/** Without what the seed decides: itself, and the split choice where it is drawn. */
function comparable(result: StudyResult): Readonly<Record<string, unknown>> {
  const config = configOf(result)
  return { ...config, seed: undefined, momentum: (config['momentum'] as { readonly id?: unknown } | undefined)?.id }
}

function firstDifference(a: Readonly<Record<string, unknown>>, b: Readonly<Record<string, unknown>>): string | null {
  return [...new Set([...Object.keys(a), ...Object.keys(b)])].find((key) => JSON.stringify(a[key]) !== JSON.stringify(b[key])) ?? null
}
