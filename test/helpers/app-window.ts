/** The real application in a real window, driven by Playwright. */
import { join, resolve } from 'node:path'
import { _electron, type ElectronApplication, type Page } from 'playwright'
import { openDisplay } from './display'

const root = resolve(import.meta.dirname, '../..')

export interface AppWindow {
  readonly app: ElectronApplication
  readonly page: Page
  /** Lines that the page wrote to its console as errors, e.g. violations of the content security policy. */
  readonly consoleErrors: readonly string[]
  /** Ends the application the quick way and the display after it. */
  close(): Promise<void>
}

export async function openApp(home: string, options: { readonly theme?: 'light' | 'dark' } = {}): Promise<AppWindow> {
  const display = await openDisplay()
  const app = await _electron.launch({
    executablePath: join(root, 'node_modules/electron/dist/electron'),
    args: ['--no-sandbox', root, '--', '--home', home],
    env: { ...withoutElectronAsNode(), DISPLAY: display.name },
    colorScheme: options.theme ?? 'light',
  })
  const page = await app.firstWindow()
  const consoleErrors: string[] = []
  page.on('console', (message) => {
    if (message.type() === 'error') consoleErrors.push(message.text())
  })
  page.on('pageerror', (error) => consoleErrors.push(String(error)))
  await page.getByRole('navigation', { name: 'Main' }).waitFor()
  return {
    app,
    page,
    consoleErrors,
    async close() {
      await app.evaluate(({ app: main }) => main.exit(0)).catch(ignoreClosed)
      await app.close()
      display.close()
    },
  }
}

/** The call has no answer when the application is gone before it. */
function ignoreClosed(error: unknown): void {
  if (!String(error).includes('closed')) throw error
}

/** Drops real folders in the middle of the window, as a file manager does. */
export async function dropFolders(page: Page, folders: readonly string[]): Promise<void> {
  const session = await page.context().newCDPSession(page)
  for (const type of ['dragEnter', 'dragOver', 'drop'] as const) {
    await session.send('Input.dispatchDragEvent', { type, x: 700, y: 400, data: { items: [], files: [...folders], dragOperationsMask: 1 } })
    await page.waitForTimeout(200)
  }
  await session.detach()
}

/** Tests run on Electron's own Node; the application must not. */
function withoutElectronAsNode(): Record<string, string> {
  const entries = Object.entries(process.env).filter((entry): entry is [string, string] => entry[1] !== undefined && entry[0] !== 'ELECTRON_RUN_AS_NODE')
  return Object.fromEntries(entries)
}
