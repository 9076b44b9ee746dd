import { InvalidArgumentError, Option } from 'commander'
import { listSettings, parseList, type ListSettingId } from '../../../src-contract/search-space/space-config'

/** An option for a setting that is a list of whole numbers. */
export function listOption(flags: string, id: ListSettingId, standard: string): Option {
  return new Option(flags, `${listSettings[id].meaning} ${standard}`).argParser((text: string) => {
    const list = parseList(id, text)
    if (typeof list === 'string') throw new InvalidArgumentError(`${list}.`)
    return list
  })
}
