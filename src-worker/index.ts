/**
 * A worker process: receives one job, runs it, reports its end and exits. It lives no longer than the main process
 * that started it.
 */
import { constants, setPriority } from 'node:os'
import { join } from 'node:path'
import { toErrorData } from '../src-contract/errors'
import type { Command, Job } from '../src-contract/worker-protocol'
import { runJob } from './jobs/registry'
import { asOutOfMemory } from './out-of-memory'
import { MainGone, WorkerPort, type Port } from './jobs/worker-port'

/** Exit code after the death of main; nobody is left to read it but a person with `ps`. */
const orphaned = 70

// The window and whatever else the user does go first. Threads that are started from here on inherit it.
setPriority(constants.priority.PRIORITY_BELOW_NORMAL)

const { parentPort } = process
const exit = (): never => process.exit(0)
const port: Port = {
  send: (event) => parentPort.postMessage(event),
  onCommand: (listener) => {
    parentPort.on('message', ({ data }: { data: Job | Command }) => {
      if (isCommand(data)) listener(data)
    })
  },
  onClose: (listener) => {
    // Electron emits it, its types do not know it.
    ;(parentPort as NodeJS.EventEmitter).on('close', listener)
  },
}
const context = new WorkerPort(port, exit, join(import.meta.dirname, 'decoder.js'))

const fail = (error: unknown): void => {
  if (error instanceof MainGone) process.exit(orphaned)
  context.end({ kind: 'failed', error: toErrorData(asOutOfMemory(error)) })
}
process.on('unhandledRejection', fail)
process.on('uncaughtException', fail)

// A terminal sends Ctrl-C to the whole group, and without a handler that would be the end. Main says what to do.
process.on('SIGINT', () => undefined)
process.on('SIGHUP', () => undefined)
// The last polite word of main when its message is not heard, and what a service manager sends to all of a group.
process.on('SIGTERM', () => context.requestStop())

parentPort.once('message', ({ data }: { data: Job | Command }) => {
  if (isCommand(data)) return
  runJob(data, context).then((result) => context.end({ kind: 'done', result }), fail)
})

function isCommand(message: Job | Command): message is Command {
  return message.kind === 'stop' || message.kind === 'checkpoint' || message.kind === 'recorded'
}
