/** Starts test/helpers/history-child.ts on this Node (Electron's own) and tells what it says. */
import { spawn, type ChildProcess } from 'node:child_process'
import { mkdirSync, rmSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { createInterface } from 'node:readline'
import { build } from 'vite'

export { seededRandom } from './seeded-random'

export interface Fact {
  readonly access?: string
  readonly ownerPid?: number
  readonly recorded?: number
  readonly error?: { readonly code: string; readonly message: string }
  readonly closed?: boolean
  readonly locked?: boolean
  readonly migrated?: boolean
}

export interface HistoryProcess {
  readonly pid: number
  readonly facts: readonly Fact[]
  /** The next fact that passes, or an error when the process ends before it. */
  fact(passes: (fact: Fact) => boolean): Promise<Fact>
  signal(name: NodeJS.Signals): void
  /** Ends its stdin, upon which `hold` closes the history. */
  finish(): Promise<void>
  kill(): Promise<void>
}

const root = resolve(import.meta.dirname, '../..')

export function bundleHistoryChild(): Promise<{ readonly script: string; remove(): void }> {
  return bundleChild(join(import.meta.dirname, 'history-child.ts'))
}

/** One JavaScript file of a child, inside node_modules so that it finds better-sqlite3. Remove it with `remove`. */
export async function bundleChild(entry: string): Promise<{ readonly script: string; remove(): void }> {
  const outDir = join(root, 'node_modules', '.cache', `child-${process.pid}-${Date.now()}`)
  mkdirSync(outDir, { recursive: true })
  await build({
    configFile: false,
    root,
    logLevel: 'error',
    build: { ssr: entry, outDir, emptyOutDir: false, minify: false, target: 'node20', rolldownOptions: { output: { entryFileNames: 'child.mjs' } } },
  })
  return { script: join(outDir, 'child.mjs'), remove: () => rmSync(outDir, { recursive: true, force: true }) }
}

export function startHistoryProcess(script: string, args: readonly string[], prefix: readonly string[] = []): HistoryProcess {
  // Under a tool such as strace, where one is given.
  const [command, ...before] = [...prefix, process.execPath, script, ...args]
  const child: ChildProcess = spawn(command ?? process.execPath, before, { stdio: ['pipe', 'pipe', 'inherit'] })
  const facts: Fact[] = []
  const listeners = new Set<() => void>()
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()))
  let over = false
  const wake = (): void => {
    for (const listener of [...listeners]) listener()
  }
  if (child.stdout === null || child.stdin === null) throw new Error('no pipes')
  const { stdin } = child
  createInterface({ input: child.stdout }).on('line', (line) => {
    facts.push(JSON.parse(line) as Fact)
    wake()
  })
  void ended.then(() => {
    over = true
    wake()
  })
  return {
    pid: child.pid ?? -1,
    facts,
    fact: (passes) =>
      new Promise((resolve, reject) => {
        const look = (): void => {
          const found = facts.find(passes)
          if (found === undefined && !over) return
          listeners.delete(look)
          if (found === undefined) reject(new Error(`the process ended without it; it said ${JSON.stringify(facts.slice(-3))}`))
          else resolve(found)
        }
        listeners.add(look)
        look()
      }),
    signal: (name) => child.kill(name),
    finish: async () => {
      stdin.end()
      await ended
    },
    kill: async () => {
      child.kill('SIGKILL')
      await ended
    },
  }
}

/** The seed of this test run: SEED of the environment to replay, else the clock. */
export function testSeed(what: string): number {
  const seed = Number(process.env['SEED'] ?? Date.now() % 2 ** 31)
  console.log(`${what}: seed ${seed}`)
  return seed
}
