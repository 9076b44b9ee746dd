import { spawn } from 'node:child_process'
import { accessSync, constants, createReadStream } from 'node:fs'
import { createHash } from 'node:crypto'
import { delimiter, join } from 'node:path'
import { pipeline } from 'node:stream/promises'

/** Runs a command to its end; resolves { code, output } and never rejects on a non-zero code. */
export function run(command, args, { cwd, env, onOutput } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd, env: env ?? process.env, stdio: ['ignore', 'pipe', 'pipe'] })
    let output = ''
    const take = (chunk) => {
      output = (output + chunk).slice(-200_000)
      onOutput?.(String(chunk))
    }
    child.stdout.on('data', take)
    child.stderr.on('data', take)
    child.on('error', (error) => (error.code === 'ENOENT' ? resolve({ code: 127, output: `${command}: not found` }) : reject(error)))
    child.on('close', (code) => resolve({ code: code ?? 1, output }))
  })
}

/** Where a program lies on the PATH, or null. */
export function which(program) {
  for (const folder of (process.env.PATH ?? '').split(delimiter)) {
    if (folder === '') continue
    try {
      accessSync(join(folder, program), constants.X_OK)
      return join(folder, program)
    } catch (error) {
      if (error.code !== 'ENOENT' && error.code !== 'EACCES' && error.code !== 'ENOTDIR') throw error
    }
  }
  return null
}

export async function sha256(path) {
  const hash = createHash('sha256')
  await pipeline(createReadStream(path), hash)
  return hash.digest('hex')
}
