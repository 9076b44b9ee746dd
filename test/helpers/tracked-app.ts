/**
 * The application as fault tests need it: every process of it is known, its end has an exit code, and requests reach
 * the page also after the page crashed and came back.
 */
import { spawn, type ChildProcess } from 'node:child_process'
import { cpSync, mkdirSync, readFileSync, readdirSync, readlinkSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { Readable } from 'node:stream'
import type Electron from 'electron'
import type { RequestName } from '../../src-contract/app-api'
import type { Answer } from '../../src-contract/bridge'
import type { JobView } from '../../src-contract/domain/job'
import type { RunRecord } from '../../src-contract/domain/run'
import { systemErrorCode } from '../../src-contract/errors'
import { isAlive, root, sample, studio, temporaryHome, until } from './cli'
import { newId } from '../../src-main/system/new-id'
import type { Display } from './display'

export const electronBinary = join(root, 'node_modules/electron/dist/electron')
export const appArguments = (home: string): string[] => ['--no-sandbox', root, '--', '--home', home]

/** Workers see few of the user's variables; those of XDG they do. */
const cookieName = 'XDG_STUDIO_TRIAL'

export interface AppEnd {
  readonly code: number | null
  readonly signal: string | null
  /** Milliseconds of performance.now(). */
  readonly at: number
}

/** Environment of a start; tests run on Electron's Node, the application must not. */
export function appEnvironment(display: Display, cookie: string): Record<string, string> {
  const entries = Object.entries(process.env).filter((entry): entry is [string, string] => entry[1] !== undefined && entry[0] !== 'ELECTRON_RUN_AS_NODE')
  return { ...Object.fromEntries(entries), DISPLAY: display.name, [cookieName]: cookie }
}

/** Processes of a start that are still there: tagged by its environment, or naming its home folder. */
export function processesOf(cookie: string, home: string): number[] {
  return readdirSync('/proc').flatMap((name) => {
    if (!/^\d+$/.test(name)) return []
    const pid = Number(name)
    // The title of a Chromium process lies over its environment, its arguments stay.
    const tagged = textOf(pid, 'environ').includes(`${cookieName}=${cookie}`) || textOf(pid, 'cmdline').includes(`--user-data-dir=${home}/`)
    return tagged && isAlive(pid) ? [pid] : []
  })
}

/** Whether the process has that file open. */
export function hasOpen(pid: number, path: string): boolean {
  try {
    return readdirSync(`/proc/${pid}/fd`).some((fd) => linkOf(`/proc/${pid}/fd/${fd}`) === path)
  } catch (error) {
    return gone(error, false)
  }
}

/** What runs in the main process; it sees nothing of the test but its argument. */
type InMain<A, R> = (electron: typeof Electron, argument: A) => R | Promise<R>

export class TrackedApp {
  readonly ended: Promise<AppEnd>
  private end: AppEnd | null = null
  private readonly waiting = new Map<number, { readonly resolve: (value: unknown) => void; readonly reject: (error: Error) => void }>()
  private calls = 0

  private constructor(
    private readonly child: ChildProcess,
    private readonly home: string,
    private readonly cookie: string,
  ) {
    this.ended = new Promise((resolve) => {
      child.once('exit', (code, signal) => {
        this.end = { code, signal, at: performance.now() }
        for (const { reject } of this.waiting.values()) reject(new Error('The application is closed.'))
        resolve(this.end)
      })
    })
    createInterface({ input: child.stdio[3] as Readable }).on('line', (line) => {
      const { id, value, error } = JSON.parse(line) as { id: number; value?: unknown; error?: string }
      const call = this.waiting.get(id)
      this.waiting.delete(id)
      if (error === undefined) call?.resolve(value)
      else call?.reject(new Error(error))
    })
  }

  /** Resolves when the window has opened the history, or could not. `under` is a command to start it with. */
  static async open(home: string, display: Display, under: readonly string[] = []): Promise<TrackedApp> {
    const cookie = newId()
    const [command = electronBinary, ...args] = [...under, electronBinary, ...appArguments(home)]
    const env = { ...appEnvironment(display, cookie), NODE_OPTIONS: `--require ${join(import.meta.dirname, 'main-driver.cjs')}` }
    const child = spawn(command, args, { env, stdio: ['pipe', 'ignore', 'ignore', 'pipe'] })
    // It may end while it is asked something.
    child.stdin?.on('error', () => undefined)
    const opened = new TrackedApp(child, home, cookie)
    try {
      await opened.sees('nav[aria-label="Main"], main h2')
    } catch (error) {
      await opened.kill()
      throw error
    }
    return opened
  }

  /** Runs a function in the main process. Rejects after a minute: a page that hangs never answers. */
  main<R, A = undefined>(work: InMain<A, R>, argument?: A): Promise<R> {
    if (this.end !== null) return Promise.reject(new Error('The application is closed.'))
    const id = ++this.calls
    const code = `(electron) => (${work.toString()})(electron, ${argument === undefined ? 'undefined' : JSON.stringify(argument)})`
    this.child.stdin?.write(`${JSON.stringify({ id, code })}\n`)
    return new Promise((resolve, reject) => {
      const late = setTimeout(() => reject(new Error('The main process does not answer.')), 60_000)
      this.waiting.set(id, {
        resolve: (value) => {
          clearTimeout(late)
          resolve(value as R)
        },
        reject: (error) => {
          clearTimeout(late)
          reject(error)
        },
      })
    })
  }

  /** Resolves when the page shows an element of that selector, with that text where one is given. */
  async sees(selector: string, text = '', milliseconds = 30_000): Promise<void> {
    const script = `[...document.querySelectorAll(${JSON.stringify(selector)})].some((found) => found.textContent.includes(${JSON.stringify(text)}))`
    const isThere = (): Promise<boolean> =>
      this.main(({ BrowserWindow }, code) => {
        const contents = BrowserWindow.getAllWindows()[0]?.webContents
        return contents === undefined || contents.isCrashed() || contents.isLoading() ? false : (contents.executeJavaScript(code) as Promise<boolean>)
      }, script)
    if (!(await until(isThere, milliseconds))) throw new Error(`The page does not show ${selector} with "${text}".`)
  }

  /** Presses the button with those words. */
  press(words: string): Promise<unknown> {
    return this.inPage(`[...document.querySelectorAll('button')].find((button) => button.textContent.trim() === ${JSON.stringify(words)}).click()`)
  }

  get pid(): number {
    return this.child.pid ?? -1
  }

  /** Calls from the page, as its own code does. */
  async ask<T>(name: RequestName, input?: unknown): Promise<T> {
    const text = await this.inPage(`window.studio.request(${JSON.stringify(name)}, ${input === undefined ? 'undefined' : JSON.stringify(input)}).then((answer) => JSON.stringify(answer, (key, value) => ArrayBuffer.isView(value) ? [...value] : value))`)
    const answer = JSON.parse(text) as Answer
    if (!answer.ok) throw new Error(answer.error.message)
    return answer.value as T
  }

  /** Runs a script there and gives its value. */
  inPage(script: string): Promise<string> {
    return this.main(({ BrowserWindow }, code) => BrowserWindow.getAllWindows()[0]?.webContents.executeJavaScript(code) as Promise<string>, script)
  }

  /** Starts a training that does not end by itself; gives its id. */
  async train(name: string): Promise<string> {
    const request = { dataset: 'few', name, channels: 4, cells: 1, batch: 16, threads: 1, steps: 1_000_000 }
    const [run] = await this.ask<string[]>('runs.start', { request, seeds: [1], checkpointMinutes: 10 })
    return run ?? ''
  }

  run(id: string): Promise<RunRecord> {
    return this.ask('runs.get', id)
  }

  /** Resolves with the steps done once they are more than `from`. */
  async grown(id: string, from: number): Promise<number> {
    return (await this.becomes(id, `has more than ${from} steps`, ({ steps }) => steps > from, 30_000)).steps
  }

  /** Resolves when the run is in that state. */
  reaches(id: string, state: RunRecord['state'], milliseconds: number): Promise<RunRecord> {
    return this.becomes(id, `is ${state}`, (run) => run.state === state, milliseconds)
  }

  private async becomes(id: string, what: string, fits: (run: RunRecord) => boolean, milliseconds: number): Promise<RunRecord> {
    let run = await this.run(id)
    if (await until(async () => fits((run = await this.run(id))), milliseconds)) return run
    throw new Error(`No run that ${what}, but one that is ${run.state} at ${run.steps} steps (${run.error?.message ?? 'no error'}).`)
  }

  async job(runId: string): Promise<JobView | undefined> {
    return (await this.ask<JobView[]>('system.jobs')).find((job) => job.runId === runId)
  }

  /** Losses of the steps [from, to), exactly. */
  async losses(runId: string, from: number, to: number): Promise<readonly number[]> {
    const answer = await this.ask<{ curves: { series: { values: number[] } }[][] }>('runs.series', { runId, curves: [{ metric: 'loss', bands: 1 }], fromStep: from, toStep: to, buckets: 20_000 })
    return answer.curves[0]?.[0]?.series.values ?? []
  }

  async workerPid(): Promise<number> {
    const metrics = await this.main(({ app }) => app.getAppMetrics().map(({ pid, name, serviceName }) => ({ pid, name: `${name ?? ''} ${serviceName ?? ''}` })))
    const worker = metrics.find(({ name }) => name.includes('supernet-studio-train') || name.includes('node.mojom.NodeService'))
    if (worker === undefined) throw new Error(`No worker among ${JSON.stringify(metrics)}`)
    return worker.pid
  }

  processes(): number[] {
    return processesOf(this.cookie, this.home)
  }

  /** Whether none of its processes is left within that time. */
  allGone(milliseconds: number): Promise<boolean> {
    return until(() => this.processes().length === 0, milliseconds)
  }

  /** The whole application but its worker dies at once, as when the system takes its memory back. */
  async kill(): Promise<void> {
    if (this.end === null) process.kill(this.pid, 'SIGKILL')
    await this.ended
  }
}

/** A start without a driver, as from a desktop. */
export function startRaw(home: string, display: Display, cookie: string): ChildProcess & { readonly ended: Promise<AppEnd> } {
  const child = spawn(electronBinary, appArguments(home), { env: appEnvironment(display, cookie), stdio: 'ignore', detached: true })
  const ended = new Promise<AppEnd>((resolve) => child.once('exit', (code, signal) => resolve({ code, signal, at: performance.now() })))
  return Object.assign(child, { ended })
}

/** A home folder with one small data set, "few". */
export async function homeToTrainIn(): Promise<{ path: string; remove(): void }> {
  const home = temporaryHome()
  // Not in the home folder, from which nothing is imported.
  const images = temporaryHome()
  try {
    for (const name of ['bird', 'cat', 'ship']) {
      mkdirSync(join(images.path, 'few', name), { recursive: true })
      cpSync(join(sample, 'test', name), join(images.path, 'few', name), { recursive: true })
    }
    const added = await studio('dataset', 'add', join(images.path, 'few'), '--name', 'few', '--image-size', '8', '--home', home.path, '--json')
    if (added.code !== 0) throw new Error(added.stderr)
  } finally {
    images.remove()
  }
  return home
}

function textOf(pid: number, file: 'environ' | 'cmdline'): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8')
  } catch (error) {
    return gone(error, '')
  }
}

function linkOf(path: string): string {
  try {
    return readlinkSync(path)
  } catch (error) {
    return gone(error, '')
  }
}

/** A process may end while it is looked at, and another user's cannot be looked at. */
function gone<T>(error: unknown, then: T): T {
  const code = systemErrorCode(error)
  if (code === 'ENOENT' || code === 'ESRCH' || code === 'EACCES') return then
  throw error
}
