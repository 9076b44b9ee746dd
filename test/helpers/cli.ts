/** Starts the command line as a user does, and end-to-end tests stop and kill it as a user or the system does. */
import { spawn, type ChildProcess } from 'node:child_process'
import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'

export const root = resolve(import.meta.dirname, '../..')
export const sample = join(root, 'resources/sample/cifar10')

export interface Ended {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
  /** The lines of stdout that are JSON. */
  readonly lines: readonly Record<string, unknown>[]
  /** The last of them. */
  readonly result: Record<string, unknown>
}

export class CliProcess {
  readonly child: ChildProcess
  readonly ended: Promise<Ended>
  private stdout = ''
  private stderr = ''
  private readonly watchers = new Set<() => void>()

  constructor(args: readonly string[]) {
    // Its own process group, so that a signal can go to the whole of it as from a terminal. Tests run on Electron's
    // Node; the command line must not.
    const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => name !== 'ELECTRON_RUN_AS_NODE' && name !== 'DISPLAY'))
    const script = join(root, 'scripts/studio.mjs')
    this.child = spawn('node', [script, ...args], { cwd: root, env, detached: true, stdio: ['ignore', 'pipe', 'pipe'] })
    this.child.stdout?.setEncoding('utf8').on('data', (text: string) => {
      this.stdout += text
      for (const watch of [...this.watchers]) watch()
    })
    this.child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.stderr += text
      for (const watch of [...this.watchers]) watch()
    })
    this.ended = new Promise((resolveEnded, reject) => {
      this.child.on('error', reject)
      this.child.on('close', (code) => {
        const lines = this.lines()
        resolveEnded({ code, stdout: this.stdout, stderr: this.stderr, lines, result: lines.at(-1) ?? {} })
        for (const watch of [...this.watchers]) watch()
      })
    })
  }

  get group(): number {
    const { pid } = this.child
    if (pid === undefined) throw new Error('The command line did not start.')
    return pid
  }

  lines(): Record<string, unknown>[] {
    return this.stdout.split('\n').flatMap((line) => (line.startsWith('{') && line.endsWith('}') ? [JSON.parse(line) as Record<string, unknown>] : []))
  }

  /** The first JSON line that fits, also one of the past; rejects when the process ends without it. */
  line(fits: (line: Record<string, unknown>) => boolean): Promise<Record<string, unknown>> {
    return this.watch(() => this.lines().find(fits))
  }

  stderrText(pattern: RegExp): Promise<string> {
    return this.watch(() => pattern.exec(this.stderr)?.[0])
  }

  signalGroup(signal: NodeJS.Signals): void {
    process.kill(-this.group, signal)
  }

  /** The main process and its workers, by their command lines. */
  pids(): { main: number; workers: number[] } {
    const processes = processTable().filter(({ group }) => group === this.group)
    const main = processes.find(({ command }) => command.includes('electron') && !command.includes('--type=') && !command.includes('studio.mjs'))
    if (main === undefined) throw new Error('No main process is running.')
    const workers = processes.filter(({ command, parent }) => parent === main.pid && command.includes('node.mojom.NodeService'))
    return { main: main.pid, workers: workers.map(({ pid }) => pid) }
  }

  private watch<T>(look: () => T | undefined): Promise<T> {
    return new Promise((resolveFound, reject) => {
      const check = (): void => {
        const found = look()
        if (found !== undefined) {
          this.watchers.delete(check)
          resolveFound(found)
        } else if (this.child.exitCode !== null || this.child.signalCode !== null) {
          this.watchers.delete(check)
          reject(new Error(`The command line ended before that: ${this.stderr.slice(-2000)}`))
        }
      }
      this.watchers.add(check)
      check()
    })
  }
}

export function studio(...args: string[]): Promise<Ended> {
  return new CliProcess(args).ended
}

export function temporaryHome(): { path: string; remove(): void } {
  const path = mkdtempSync(join(tmpdir(), 'supernet-studio-e2e-'))
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) }
}

export function isAlive(pid: number): boolean {
  try {
    // A zombie is dead, though a signal still reaches it.
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'))
  } catch (error) {
    if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ESRCH')) return false
    throw error
  }
}

/** Whether it holds within that time. */
export async function until(holds: () => boolean | Promise<boolean>, milliseconds: number): Promise<boolean> {
  const deadline = performance.now() + milliseconds
  while (!(await holds())) {
    if (performance.now() > deadline) return false
    await new Promise((again) => setTimeout(again, 50))
  }
  return true
}

function processTable(): { pid: number; parent: number; group: number; command: string }[] {
  return readdirSync('/proc').flatMap((name) => {
    if (!/^\d+$/.test(name)) return []
    try {
      const [, parent, group] = readFileSync(`/proc/${name}/stat`, 'utf8').replace(/^.*\) /s, '').split(' ')
      const command = readFileSync(`/proc/${name}/cmdline`, 'utf8').replaceAll('\0', ' ')
      return [{ pid: Number(name), parent: Number(parent), group: Number(group), command }]
    } catch (error) {
      // It ended while we looked.
      if (error instanceof Error && 'code' in error) return []
      throw error
    }
  })
}
