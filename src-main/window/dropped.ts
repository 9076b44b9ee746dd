import { basename } from 'node:path'
import type { Dropped } from '../../src-contract/api/system'
import { enterStudy } from '../studies/enter-study'
import { readText } from '../system/read-text'
import type { Services } from './services'

/** JSON files are studies or search spaces, all else is offered as a data set. Folders are taken also where a file is not. */
export async function takeDropped(services: Pick<Services, 'offers' | 'spaces' | 'studio' | 'feed'>, paths: readonly string[]): Promise<Dropped> {
  const { offers, spaces, feed } = services
  const isJson = (path: string): boolean => path.toLowerCase().endsWith('.json')
  const folders = paths.filter((path) => !isJson(path))
  if (folders.length > 0) offers.add(folders)
  const files = paths.filter(isJson).map((path) => ({ path, text: readText(path) }))
  const added = files.filter(({ text }) => !isStudy(text)).map(({ path }) => spaces.add(path))
  const studies: string[] = []
  for (const { path, text } of files.filter((file) => isStudy(file.text))) studies.push((await enterStudy(services.studio, text, basename(path))).id)
  if (studies.length > 0) feed.changed('studies')
  return { offers: folders.length, spaces: added, studies }
}

/** By its keys, so that one with an error in it is told what is wrong with it as a study. */
function isStudy(text: string): boolean {
  return /"arms"\s*:/.test(text) && /"seeds"\s*:/.test(text)
}
