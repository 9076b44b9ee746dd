/**
 * The only user of ipcMain. A message reaches a handler only when it comes from the main frame of our own window, names
 * a declared request and carries an input that its schema accepts.
 */
import { ipcMain, type IpcMainInvokeEvent, type WebContents, type WebFrameMain } from 'electron'
import * as v from 'valibot'
import { appRequests, changingRequests, type AppHandlers, type RequestName } from '../../src-contract/app-api'
import { appOrigin, channels, type Answer } from '../../src-contract/bridge'
import { StudioError, toErrorData } from '../../src-contract/errors'

interface ExposeOptions {
  /** Id of the webContents of our window; null before it exists. */
  readonly trusted: () => number | null
  /** Why the history cannot be changed; null where it can. */
  readonly readOnly: () => string | null
  /** Hears of every failure, for the log. */
  readonly failed: (name: string, error: unknown) => void
}

export function exposeHandlers(handlers: AppHandlers, { trusted, readOnly, failed }: ExposeOptions): void {
  ipcMain.handle(channels.request, async (event: IpcMainInvokeEvent, ...args: unknown[]): Promise<Answer> => {
    // Read at once: Electron answers null after a navigation.
    const frame = event.senderFrame
    const name = typeof args[0] === 'string' ? args[0] : '?'
    try {
      if (!isTrusted(frame, event.sender, trusted())) throw new StudioError('internal', 'A message came from a page that is not the window.')
      return { ok: true, value: await call(handlers, args, readOnly) }
    } catch (error) {
      failed(name, error)
      return { ok: false, error: toErrorData(error) }
    }
  })
}

/**
 * `frame` is the sender's: it must be the frame that the window shows now. A page inside the page, one that was replaced,
 * or one that left our address, is a stranger. `frame.detached` would say the same, but in Electron 33 it stays true once
 * a page has crashed, also for the page that is loaded in its place.
 */
function isTrusted(frame: WebFrameMain | null, sender: Pick<WebContents, 'id' | 'mainFrame'>, trustedId: number | null): boolean {
  if (frame === null || frame.parent !== null || sender.id !== trustedId || frame !== sender.mainFrame) return false
  try {
    const url = new URL(frame.url)
    return url.protocol === `${appOrigin.scheme}:` && url.host === appOrigin.host
  } catch {
    // An address that is none.
    return false
  }
}

function call(handlers: AppHandlers, args: readonly unknown[], readOnly: ExposeOptions['readOnly']): unknown {
  const [name, input, ...rest] = args
  if (typeof name !== 'string' || !Object.hasOwn(appRequests, name) || rest.length > 0) {
    throw new StudioError('bad-argument', `There is no request "${String(name).slice(0, 100)}".`)
  }
  const request = name as RequestName
  const refused = changingRequests.has(request) ? readOnly() : null
  if (refused !== null) throw new StudioError('history-newer', refused)
  const checked = v.safeParse(appRequests[request].input, input)
  if (!checked.success) throw new StudioError('bad-argument', `${request}: ${describeIssue(checked.issues[0])}.`)
  // The map gives each request's handler the type of its own schema's output, which TypeScript cannot follow through a
  // name that is only known at run time.
  return (handlers[request] as (input: unknown) => unknown)(checked.output)
}

function describeIssue(issue: v.BaseIssue<unknown>): string {
  const path = v.getDotPath(issue)
  return path === null ? issue.message : `${path}: ${issue.message}`
}
