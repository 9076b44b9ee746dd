/** The scheme under which the built page is served: app://studio/. */
import { realpathSync } from 'node:fs'
import { protocol, type CustomScheme, type Session } from 'electron'
import { appOrigin } from '../../src-contract/bridge'
import { answer } from './page-files'

/** `allowServiceWorkers`, `bypassCSP` and `corsEnabled` stay off. */
const appScheme: CustomScheme = { scheme: appOrigin.scheme, privileges: { standard: true, secure: true, supportFetchAPI: true } }

/** Must run before the application is ready. */
export function registerAppScheme(): void {
  protocol.registerSchemesAsPrivileged([appScheme])
}

/** Files of `folder` only, whatever links or dots the address has. */
export function serveApp(session: Session, folder: string): void {
  const root = realpathSync(folder)
  session.protocol.handle(appOrigin.scheme, (request) => answer(request, root))
}
