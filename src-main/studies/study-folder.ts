/** A study's results as a folder that can be carried to another machine and read there, or be taken into a paper. */
import { mkdirSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import * as v from 'valibot'
import writeFileAtomic from 'write-file-atomic'
import { StudioError } from '../../src-contract/errors'
import { curvesCsv, parseResults, resultsCsv } from '../../src-contract/study/results-csv'
import type { StudyRecord, StudyResult } from '../../src-contract/study/study'
import type { StudyFile } from '../../src-contract/study/study-file'
import { differencesCsv, latexTables, summaryCsv } from '../../src-contract/study/tables'
import { diskError } from '../system/disk-error'
import { readText } from '../system/read-text'
import { differingFigure } from './differing-figure'
import { readStudy, studyHash } from './read-study'
import type { StudyStatus } from './view-study'

const names = { study: 'study.json', results: 'runs.csv', curves: 'curves.csv', manifest: 'manifest.json' } as const
const carried = [names.study, names.results, names.curves] as const

const manifestSchema = v.object({ format: v.literal(1), study: v.string(), sha256: v.string(), files: v.record(v.string(), v.string()) })

/** Files of an export; the last three are for people, and no import reads them. */
export function writeStudyFolder(folder: string, record: StudyRecord, { view, results, report }: StudyStatus): readonly string[] {
  const texts = { [names.study]: record.text, [names.results]: resultsCsv(results), [names.curves]: curvesCsv(results) }
  const files: Readonly<Record<string, string>> = Object.fromEntries(Object.entries(texts).map(([name, text]) => [name, studyHash(text)]))
  const tables = { 'summary.csv': summaryCsv(view.file, report), 'differences.csv': differencesCsv(report), 'tables.tex': latexTables(view.file, report, record.sha256) }
  const manifest = { [names.manifest]: `${JSON.stringify({ format: 1, study: record.name, sha256: record.sha256, files }, null, 2)}\n` }
  if (!isNewOrEmpty(folder)) refuseOthers(folder, record, results)
  try {
    // Last comes the file that vouches for the others, and until then there is none: an export that was cut off is none.
    rmSync(join(folder, names.manifest), { force: true })
    for (const [name, text] of Object.entries({ ...texts, ...tables, ...manifest })) writeFileAtomic.sync(join(folder, name), text)
  } catch (error) {
    throw diskError(error, `The study cannot be written to ${folder}`)
  }
  return [...Object.keys(texts), ...Object.keys(tables), names.manifest]
}

/** Makes it where it is missing. */
function isNewOrEmpty(folder: string): boolean {
  try {
    mkdirSync(folder, { recursive: true })
    return readdirSync(folder).length === 0
  } catch (error) {
    throw diskError(error, `The folder ${folder} cannot be made`)
  }
}

/** Only an export of this study is written over, and only where every result in it is one of ours: part of it may come from another machine, where the same run was made with other weights. */
function refuseOthers(folder: string, { name, sha256 }: StudyRecord, results: readonly StudyResult[]): void {
  const there = exportIn(folder)
  if (there.sha256 !== sha256) throw new StudioError('bad-argument', `${folder} has the export of another study, "${there.file.name}" (SHA-256 ${there.sha256.slice(0, 12)}…, that of "${name}" is ${sha256.slice(0, 12)}…): choose an empty or new folder.`)
  const lost = there.results.filter(({ arm, seed }) => !results.some((result) => result.arm === arm && result.seed === seed))
  if (lost.length > 0) throw new StudioError('bad-argument', `${folder} has results of this study that are not in this history (${namesOf(lost)}): choose an empty or new folder, or import that one first.`)
  const replaced = there.results.filter((result) => !results.some((own) => own.arm === result.arm && own.seed === result.seed && isSame(own, result)))
  if (replaced.length > 0) throw new StudioError('bad-argument', `${folder} has results of other runs than this history for ${namesOf(replaced)}, with other weights or figures: of another machine, or of a run that was deleted here and made again. Choose an empty or new folder, or remove that one where nobody needs it.`)
}

/** Of one run the figures of now count; a run that was made again is the same where all that it says is. */
function isSame(own: StudyResult, there: StudyResult): boolean {
  if (own.weightsSha256 !== there.weightsSha256) return false
  return own.runId === there.runId || (own.weightsSha256 !== null && differingFigure(own, there) === null)
}

function namesOf(results: readonly StudyResult[]): string {
  return results.map(({ arm, seed }) => `${arm} seed ${seed}`).join(', ')
}

function exportIn(folder: string): StudyFolder {
  try {
    return readStudyFolder(folder)
  } catch (error) {
    throw new StudioError('bad-argument', `${folder} has other files in it, or an export that is not whole: choose an empty or new folder.`, error)
  }
}

export interface StudyFolder {
  readonly text: string
  readonly sha256: string
  readonly file: StudyFile
  readonly results: readonly StudyResult[]
}

/** Reads an export back. Throws 'study-malformed' where it is not whole. */
export function readStudyFolder(folder: string): StudyFolder {
  const manifest = readManifest(join(folder, names.manifest))
  const [text, results, curves] = carried.map((name) => {
    const content = readText(join(folder, name))
    if (studyHash(content) !== manifest.files[name]) throw new StudioError('study-malformed', `${join(folder, name)} is not what was exported: its SHA-256 differs from that in ${names.manifest}. Copy the folder again, or export the study again.`)
    return content
  }) as [string, string, string]
  const file = readStudy(text, join(folder, names.study))
  return { text, sha256: studyHash(text), file, results: parseResults(results, curves, { results: join(folder, names.results), curves: join(folder, names.curves) }) }
}

function readManifest(path: string): v.InferOutput<typeof manifestSchema> {
  const text = readText(path, ': the folder holds no export of a study, or one that was cut off')
  try {
    return v.parse(manifestSchema, JSON.parse(text))
  } catch (error) {
    throw new StudioError('study-malformed', `${path} is not the manifest of an exported study. Export the study again.`, error)
  }
}
