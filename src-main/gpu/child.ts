/**
 * A program that fetches or unpacks, ended by the id of its own group when it is to stop: the python3 of a version manager is a
 * script, and the Python that it starts would go on without it.
 */
import { spawn } from 'node:child_process'
import { StudioError, systemErrorCode } from '../../src-contract/errors'

export interface Ended {
  readonly code: number | null
  /** The end of what it wrote on both streams. */
  readonly output: string
}

/** Milliseconds from SIGTERM to SIGKILL. */
const patience = 5000
const kept = 20_000

/** Resolves when it is gone; rejects with 'stopped' when `signal` ended it, and with the system's error when it never began. */
export function runChild(command: string, args: readonly string[], options: { readonly env?: NodeJS.ProcessEnv; readonly signal: AbortSignal }): Promise<Ended> {
  const { env = process.env, signal } = options
  return new Promise((resolve, reject) => {
    if (signal.aborted) {
      reject(stopped())
      return
    }
    const child = spawn(command, [...args], { env, detached: true, stdio: ['ignore', 'pipe', 'pipe'] })
    let output = ''
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => {
        output = (output + text).slice(-kept)
      })
    }
    let timer: NodeJS.Timeout | null = null
    const end = (): void => {
      signalGroup(child.pid, 'SIGTERM')
      timer = setTimeout(() => signalGroup(child.pid, 'SIGKILL'), patience)
    }
    signal.addEventListener('abort', end, { once: true })
    const over = (): void => {
      signal.removeEventListener('abort', end)
      if (timer !== null) clearTimeout(timer)
    }
    child.on('error', (error) => {
      over()
      reject(error)
    })
    child.on('close', (code) => {
      over()
      if (signal.aborted) reject(stopped())
      else resolve({ code, output })
    })
  })
}

function signalGroup(leader: number | undefined, name: 'SIGTERM' | 'SIGKILL'): void {
  if (leader === undefined) return
  try {
    process.kill(-leader, name)
  } catch (error) {
    if (systemErrorCode(error) !== 'ESRCH') throw error
  }
}

export function isMissing(error: unknown): boolean {
  return systemErrorCode(error) === 'ENOENT'
}

export function stopped(): StudioError {
  return new StudioError('stopped', 'The installation was stopped; what is fetched stays, and the next one goes on from there.')
}

/** The last lines that say something, in one. */
export function lastWords(output: string): string {
  return output.trim().split('\n').map((line) => line.trim()).filter((line) => line !== '').slice(-3).join(' ').slice(-500)
}
