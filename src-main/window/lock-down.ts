/**
 * What no page may do here, whatever it loads: leave our address, open windows, ask for permissions, reach the network.
 * Both permission handlers are set, because without them Electron approves.
 */
import { app, shell, type Session, type WebContents } from 'electron'
import { appOrigin } from '../../src-contract/bridge'
import { isAllowedRequest, isOurPage, isOutsidePage } from './addresses'

/**
 * What Chromium does by itself and no handler hears of: it looks up names that a page mentions (DNS prefetch) and asks
 * for a proxy. Must run before the application is ready.
 */
export function lockDownNetwork(): void {
  app.commandLine.appendSwitch('host-resolver-rules', 'MAP * ~NOTFOUND')
  app.commandLine.appendSwitch('no-proxy-server')
}

/** Applies to every page that ever exists; must run before the first window. */
export function lockDownPages(): void {
  app.on('web-contents-created', (_event, contents) => lockDown(contents))
}

function lockDown(contents: WebContents): void {
  const stay = (event: { preventDefault(): void }, url: string): void => {
    if (!isOurPage(url)) event.preventDefault()
  }
  contents.on('will-navigate', (event) => stay(event, event.url))
  contents.on('will-frame-navigate', (event) => stay(event, event.url))
  contents.on('will-redirect', (event) => stay(event, event.url))
  contents.on('will-attach-webview', (event) => event.preventDefault())
  // A datagram that is no request, and so is not heard of either.
  contents.setWebRTCIPHandlingPolicy('disable_non_proxied_udp')
  contents.setWindowOpenHandler(() => ({ action: 'deny' }))
}

export function lockDownSession(session: Session): void {
  session.setPermissionRequestHandler((_contents, _permission, done) => done(false))
  session.setPermissionCheckHandler(() => false)
  session.setDevicePermissionHandler(() => false)
  session.setDisplayMediaRequestHandler((_request, done) => done({}))
  session.setSpellCheckerEnabled(false)
  // Electron fetches a dictionary from Google also for a spelling checker that is off; from an address of ours it cannot.
  session.setSpellCheckerDictionaryDownloadURL(`${appOrigin.scheme}://${appOrigin.host}/`)
  session.webRequest.onBeforeRequest((details, done) => done({ cancel: !isAllowedRequest(details.url) }))
}

/** False for an address that is not on the list; it is then not opened. */
export async function openOutside(address: string): Promise<boolean> {
  if (!isOutsidePage(address)) return false
  await shell.openExternal(address)
  return true
}
