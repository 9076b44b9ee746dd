import { Worker } from 'node:worker_threads'
import { fromErrorData, StudioError } from '../../../src-contract/errors'
import { asOutOfMemory } from '../../out-of-memory'
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
  /** Of a thread that ended: what is sent to it from then on would never be answered. */
  private ended: StudioError | null = null

  constructor(script: string, count: number, setup: DecoderSetup) {
    registerAttributeNames()
    this.threads = Array.from({ length: count }, () => {
      const thread = new Worker(script, { workerData: setup })
      thread.on('message', (reply: DecodeReply) => this.receive(reply))
      thread.on('error', (error) => this.fail(error))
      thread.on('exit', (code) => this.fail(new Error(`exit code ${code}`)))
      return thread
    })
  }

  /** Fills slots of `target`; answers those whose image cannot be decoded. Rejects with the error of a thread, such as a file that is not as it was indexed, or want of memory. */
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
    if (this.ended !== null) return Promise.reject(this.ended)
    return new Promise((resolve, reject) => {
      this.waiting.set(task.number, { resolve, reject })
      thread.postMessage(task)
    })
  }

  private receive({ number, undecodable, error }: DecodeReply): void {
    const waiter = this.waiting.get(number)
    this.waiting.delete(number)
    if (error === null) waiter?.resolve(undecodable)
    else waiter?.reject(fromErrorData(error))
  }

  private fail(cause: unknown): void {
    // Its exit follows its error, which says more.
    if (this.closed || this.ended !== null) return
    const known = asOutOfMemory(cause)
    const ended = known instanceof StudioError ? known : new StudioError('internal', 'A decoder thread ended unexpectedly.', cause)
    this.ended = ended
    for (const { reject } of this.waiting.values()) reject(ended)
    this.waiting.clear()
  }
}
