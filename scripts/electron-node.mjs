/** Runs a script on the Node inside Electron, so that one ABI serves application and tests. */
import { spawn } from 'node:child_process'
import { electronBinary, root } from './setup/paths.mjs'

/** Resolves with the exit code. */
export function electronNode(args, options = {}) {
  return new Promise((resolve, reject) => {
    const env = { ...process.env, ELECTRON_RUN_AS_NODE: '1' }
    const child = spawn(electronBinary, args, { cwd: root, stdio: 'inherit', env, ...options })
    child.on('error', reject)
    child.on('close', (code) => resolve(code ?? 1))
  })
}
