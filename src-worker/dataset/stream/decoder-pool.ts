import { Worker } from 'node:worker_threads'
import { join } from 'node:path'
import { StudioError } from '../../../src-contract/errors'
import { registerAttributeNames } from '../../tensor/backend'
import type { DecodeReply, DecoderSetup, DecodeTask, Look, Undecodable, WantedImage } from './decoder-protocol'

interface Waiter {
  readonly resolve: (undecodable: readonly Undecodable[]) => void
  readonly reject: (error: Error) => void
}

/** Threads that decode images. What they write does not depend on how many there are, or which of them does what. */
export class DecoderPool {
  private readonly threads: readonly Worker[]
  private readonly waiting = new Map<number, Waiter>()
  private tasks = 0
  private closed = false

  constructor(
    script: string,
    count: number,
    private readonly setup: DecoderSetup,
  ) {
    registerAttributeNames()
    this.threads = Array.from({ length: count }, () => {
      const thread = new Worker(script, { workerData: setup })
      thread.on('message', (reply: DecodeReply) => this.receive(reply))
      thread.on('error', (error) => this.fail(error))
      thread.on('exit', (code) => this.fail(new Error(`exit code ${code}`)))
      return thread
    })
  }

  /** Fills slots of `target`; answers those whose image cannot be decoded. Rejects with a StudioError that names a file that is not as it was indexed. */
  async decode(target: SharedArrayBuffer, look: Look, images: readonly WantedImage[]): Promise<readonly Undecodable[]> {
    const count = this.threads.length
    const shares = this.threads.map((thread, which) => ({ thread, share: images.filter((_, i) => i % count === which) }))
    const answers = shares.filter(({ share }) => share.length > 0).map(({ thread, share }) => this.send(thread, { number: this.tasks++, target, look, images: share }))
    return (await Promise.all(answers)).flat()
  }

  async close(): Promise<void> {
    this.closed = true
    await Promise.all(this.threads.map((thread) => thread.terminate()))
    this.waiting.clear()
  }

  private send(thread: Worker, task: DecodeTask): Promise<readonly Undecodable[]> {
    return new Promise((resolve, reject) => {
      this.waiting.set(task.number, { resolve, reject })
      thread.postMessage(task)
    })
  }

  private receive({ number, undecodable, lost, defect }: DecodeReply): void {
    const waiter = this.waiting.get(number)
    this.waiting.delete(number)
    if (lost !== null) waiter?.reject(lostImage(this.setup.root, lost.path, lost.reason))
    else if (defect !== null) waiter?.reject(new StudioError('internal', 'A decoder thread failed.', defect))
    else waiter?.resolve(undecodable)
  }

  private fail(cause: unknown): void {
    if (this.closed) return
    for (const { reject } of this.waiting.values()) reject(new StudioError('internal', 'A decoder thread ended unexpectedly.', cause))
    this.waiting.clear()
  }
}

function lostImage(root: string, path: string, reason: string): StudioError {
  return new StudioError('image-unreadable', `${join(root, path)} ${reason}. Nothing was trained on it: put the file back as it was and resume, or import the folder again.`)
}
