import type { StudyRecord } from '../../src-contract/study/study'
import { StudioError } from '../../src-contract/errors'
import type { Studio } from '../jobs/studio'
import { newId } from '../system/new-id'
import { readStudy, studyHash } from './read-study'

/**
 * Puts a study into the history, or finds the equal one that is there. A study with runs keeps its file: what it is
 * decided by must not change after the first result is known.
 * @param source what the file is called in messages
 */
export async function enterStudy({ history }: Pick<Studio, 'history'>, text: string, source: string): Promise<StudyRecord> {
  const { name } = readStudy(text, source)
  const sha256 = studyHash(text)
  const there = (await history.studies()).find((study) => study.name === name)
  if (there?.sha256 === sha256) return there
  if (there !== undefined && there.cells.length > 0) {
    throw new StudioError('study-differs', `There is already a study "${name}" with ${there.cells.length} runs, and its file was another (SHA-256 ${there.sha256.slice(0, 12)}…, this one ${sha256.slice(0, 12)}…): a study stays what it was before its first run. Give the changed one another name, or remove that one first.`)
  }
  if (there !== undefined) history.removeStudy(there.id)
  const id = newId()
  history.addStudy({ id, name, text, sha256, createdAt: new Date().toISOString() })
  return history.study(id)
}
