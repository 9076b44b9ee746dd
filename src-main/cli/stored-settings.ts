import { appSettings, type AppSettings } from '../../src-contract/domain/app-settings'
import { homeFolder } from '../system/home-folder'
import { openJsonFile } from '../system/json-file'

/** The settings of a home folder, read when they are first asked for: most commands have no use for them. */
export function storedSettings(home: string, problem: (text: string) => void): () => AppSettings {
  let known: AppSettings | null = null
  return () => {
    if (known !== null) return known
    const file = openJsonFile(homeFolder(home).settingsFile, appSettings)
    if (file.problem !== null) problem(file.problem)
    known = file.value
    return known
  }
}
