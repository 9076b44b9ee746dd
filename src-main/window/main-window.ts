/** The one window: its frame, what it may do, where it stood, and its return after a crash of the page. */
import { app, BrowserWindow, nativeTheme, screen, type Rectangle, type WebPreferences } from 'electron'
import { realpathSync } from 'node:fs'
import { join } from 'node:path'
import * as v from 'valibot'
import { appOrigin, channels, type Push } from '../../src-contract/bridge'
import { openJsonFile, type JsonFile } from '../system/json-file'
import { iconFile } from '../system/locations'

const integer = v.pipe(v.number(), v.integer())
const windowState = v.object({
  bounds: v.optional(v.nullable(v.object({ x: integer, y: integer, width: integer, height: integer })), null),
  maximized: v.optional(v.boolean(), false),
})
type WindowState = v.InferOutput<typeof windowState>

const smallest = { width: 1024, height: 640 }
const usual = { width: 1360, height: 860 }

export function webPreferences(preload: string): WebPreferences {
  return {
    preload,
    sandbox: true,
    contextIsolation: true,
    nodeIntegration: false,
    nodeIntegrationInWorker: false,
    nodeIntegrationInSubFrames: false,
    webSecurity: true,
    allowRunningInsecureContent: false,
    experimentalFeatures: false,
    webviewTag: false,
    plugins: false,
    navigateOnDragDrop: false,
    spellcheck: false,
    devTools: !app.isPackaged,
  }
}

export class MainWindow {
  readonly window: BrowserWindow
  private readonly file: JsonFile<WindowState>
  private crashes: number[] = []

  constructor(options: { readonly stateFile: string; readonly preload: string; readonly crashed: (reason: string) => void }) {
    this.file = openJsonFile(options.stateFile, windowState)
    const { bounds, maximized } = this.file.value
    this.window = new BrowserWindow({
      ...usual,
      ...(bounds !== null && isVisible(bounds) ? bounds : {}),
      minWidth: smallest.width,
      minHeight: smallest.height,
      show: false,
      autoHideMenuBar: true,
      title: 'Supernet Studio',
      icon: iconFile(),
      backgroundColor: nativeTheme.shouldUseDarkColors ? '#14161a' : '#f7f8fa',
      webPreferences: webPreferences(options.preload),
    })
    if (maximized) this.window.maximize()
    this.window.once('ready-to-show', () => this.window.show())
    this.window.on('close', () => this.remember())
    this.window.webContents.on('render-process-gone', (_event, { reason }) => {
      if (reason === 'clean-exit') return
      options.crashed(reason)
      this.reload()
    })
    // Whatever the page does: the worker and the history do not depend on it. Its end is heard of above.
    this.window.on('unresponsive', () => this.window.webContents.forcefullyCrashRenderer())
    void this.window.loadURL(appOrigin.page)
  }

  /** What was wrong with the file of its place; null when nothing was. */
  get problem(): string | null {
    return this.file.problem
  }

  /** False while there is no page that could show a question. */
  get answers(): boolean {
    return !this.window.isDestroyed() && !this.window.webContents.isCrashed() && !this.window.webContents.isLoadingMainFrame()
  }

  send(push: Push): void {
    if (!this.window.isDestroyed()) this.window.webContents.send(channels.push, push)
  }

  focus(): void {
    // One that died too often has another chance when it is asked for.
    if (this.window.webContents.isCrashed()) this.window.webContents.reload()
    if (this.window.isMinimized()) this.window.restore()
    this.window.show()
    this.window.focus()
  }

  /** A page that dies again and again is left alone after the third time within ten seconds. */
  private reload(): void {
    const now = performance.now()
    this.crashes = [...this.crashes.filter((time) => now - time < 10_000), now]
    if (this.crashes.length <= 3 && !this.window.isDestroyed()) this.window.webContents.reload()
  }

  private remember(): void {
    this.file.write({ bounds: this.window.getNormalBounds(), maximized: this.window.isMaximized() })
  }
}

/** A screen that is gone must not take the window with it. */
function isVisible(bounds: Rectangle): boolean {
  return screen.getAllDisplays().some(({ workArea }) => {
    const width = Math.min(bounds.x + bounds.width, workArea.x + workArea.width) - Math.max(bounds.x, workArea.x)
    const height = Math.min(bounds.y + bounds.height, workArea.y + workArea.height) - Math.max(bounds.y, workArea.y)
    return width >= 100 && height >= 100
  })
}

/** Where the build put preload and page. In a clone `out` is a link that the next build moves on; this application stays with its own. */
export function builtFiles(applicationFolder: string): { readonly preload: string; readonly page: string } {
  const out = realpathSync(join(applicationFolder, 'out'))
  return { preload: join(out, 'preload/index.cjs'), page: join(out, 'renderer') }
}
