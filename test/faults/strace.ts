/** Death at each system call of a save, below Node. Needs strace, so only test:faults does it, and only where that is. */
import { spawn, spawnSync, type ChildProcess } from 'node:child_process'
import { cpSync, mkdtempSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { full, type Campaign, type Finding } from './harness'

export const hasStrace = spawnSync('strace', ['-V']).status === 0
if (full && !hasStrace) console.log('skipped: death at each system call needs strace (apt-get install strace)')

/** Calls that change the disk, or open what does. */
const systemCalls = ['openat', 'mkdir', 'write', 'writev', 'pwrite64', 'fsync', 'rename', 'unlink', 'rmdir', 'close']

/**
 * For each kind of call: kills `child` (script, then the arguments of save-child after its folder) at its first, second,
 * ... call until it ends by itself, each time on a copy of `before`. `recovered` looks at what is left.
 */
export async function killAtEachSystemCall(campaign: Campaign, [script = '', ...args]: readonly string[], before: string, recovered: (run: string, stdout: string) => Finding): Promise<void> {
  for (const name of systemCalls) {
    for (let number = 1, killed = true; killed; number++) {
      const run = mkdtempSync(join(dirname(before), 'strace-'))
      cpSync(before, run, { recursive: true })
      await campaign.fault('SIGKILL', `${name} ${number}`, async () => {
        const ended = await runUnderStrace([script, run, ...args], `${name}:signal=KILL:when=${number}`)
        killed = ended.signal === 'SIGKILL'
        if (!killed && ended.code !== 0) throw new Error(`The save ended with code ${String(ended.code)}: ${ended.stderr}`)
        return recovered(run, ended.stdout)
      })
    }
  }
}

/** Starts the child, attaches strace to its main thread while it waits, lets it go, and waits for its end. */
async function runUnderStrace(args: readonly string[], inject: string): Promise<{ code: number | null; signal: string | null; stdout: string; stderr: string }> {
  const child = spawn(process.execPath, args, { stdio: ['pipe', 'pipe', 'pipe'] })
  let stdout = ''
  let stderr = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text))
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text))
  const ended = new Promise<{ code: number | null; signal: string | null }>((resolve) => child.once('close', (code, signal) => resolve({ code, signal })))
  await said(child, 'ready')
  const strace = spawn('strace', ['-p', String(child.pid), '-o', '/dev/null', '-e', `trace=${systemCalls.join()}`, '-e', `inject=${inject}`], { stdio: ['ignore', 'ignore', 'pipe'] })
  await said(strace, 'attached')
  child.stdin.write('x')
  return { ...(await ended), stdout, stderr }
}

function said(process: ChildProcess, word: string): Promise<void> {
  return new Promise((resolve, reject) => {
    let text = ''
    const look = (more: Buffer | string): void => {
      text += String(more)
      if (text.includes(word)) resolve()
    }
    process.stdout?.on('data', look)
    process.stderr?.on('data', look)
    process.once('close', () => reject(new Error(`It ended without "${word}": ${text}`)))
  })
}
