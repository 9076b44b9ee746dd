import { createHash } from 'node:crypto'
import type { StudyRecord } from '../../src-contract/study/study'
import { studyFileSchema, studyProblem, type StudyFile } from '../../src-contract/study/study-file'
import { readCheckedJson } from '../system/checked-json'

/** From the text of a study file to the study. @param source what the file is called in messages. Throws 'study-malformed' naming the line. */
export function readStudy(text: string, source: string): StudyFile {
  return readCheckedJson(text, source, { schema: studyFileSchema, problem: studyProblem, code: 'study-malformed', docs: 'docs/studies.md' })
}

/** What tells one study from another: two files that differ in a blank are two studies. */
export function studyHash(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}

/** Of a study in the history, checked when it was put there. */
export function studyFileOf({ name, text }: Pick<StudyRecord, 'name' | 'text'>): StudyFile {
  return readStudy(text, `the stored file of study "${name}"`)
}
