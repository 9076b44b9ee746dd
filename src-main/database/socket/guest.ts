import { StudioError } from '../../../src-contract/errors'
import type { HomeFolder } from '../../system/home-folder'
import type { Opened } from '../opened'
import { readerOver, type Ask, type Queries } from '../queries'
import { OwnerGone, openChannel } from './channel'
import { protocolVersion } from './protocol'

/**
 * Reads through the owner; null while there is none that answers. When the owner ends, `reopen` finds the history's
 * next one (maybe this process itself), and the question is asked again there: looking does not fail because a
 * training ends.
 */
export async function connectToOwner(folder: HomeFolder, waitMs: number, reopen: () => Promise<Opened>): Promise<Opened | null> {
  const channel = await openChannel(folder.socketFile, waitMs)
  if (channel === null) return null
  const { pid, place, protocol, brief } = channel.hello
  if (protocol !== protocolVersion) {
    channel.close()
    throw new StudioError('history-in-use', `Process ${pid}, another version of Supernet Studio, uses the history ${folder.historyFile}: end it, or use its version.`)
  }
  let heir: Promise<Opened> | null = null
  let closed = false
  const ask: Ask = async (name, ...args) => {
    if (heir !== null) return (await heir).ask(name, ...args)
    try {
      return (await channel.request(name, args)) as ReturnType<Queries[typeof name]>
    } catch (error) {
      if (!(error instanceof OwnerGone) || closed) throw error
      heir ??= reopen()
      return (await heir).ask(name, ...args)
    }
  }
  const close = async (): Promise<void> => {
    closed = true
    channel.close()
    if (heir !== null) await (await heir).open.close()
  }
  return { open: { access: 'guest', history: readerOver(ask), ownerPid: pid, ownerPlace: place, close }, ask, brief }
}
