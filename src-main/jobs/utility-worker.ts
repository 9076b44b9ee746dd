import { app, utilityProcess } from 'electron'
import { realpathSync } from 'node:fs'
import { join } from 'node:path'
import type { WorkerEvent } from '../../src-contract/worker-protocol'
import type { StartWorker } from './worker-handle'

/** In a clone `out` is a link that the next build moves on; a running application goes on with the worker of its own build. */
const script = join(realpathSync(join(app.getAppPath(), 'out')), 'main/worker.js')

/** A worker as a utility process of Electron. */
export const startUtilityWorker: StartWorker = (serviceName, environment) => {
  const child = utilityProcess.fork(script, [], { serviceName, env: { ...environment }, stdio: ['ignore', 'pipe', 'pipe'] })
  return {
    get pid() {
      return child.pid
    },
    post: (message) => child.postMessage(message),
    on(listener) {
      child.on('spawn', () => listener.spawned())
      // The other end is our own bundle of the same version; the type is what worker-port.ts sends.
      child.on('message', (message: WorkerEvent) => listener.message(message))
      for (const stream of [child.stdout, child.stderr]) {
        stream?.setEncoding('utf8')
        stream?.on('data', (text: string) => listener.stderr(text))
      }
      // Chromium reports a process ended by a signal with the signal's number as its code.
      child.on('exit', (code) => listener.exited(code, null))
    },
  }
}
