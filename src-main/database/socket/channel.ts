import { connect, type Socket } from 'node:net'
import * as v from 'valibot'
import { fromErrorData, StudioError, systemErrorCode } from '../../../src-contract/errors'
import { diskError } from '../../system/disk-error'
import { socketAddress, type SocketAddress } from './address'
import { LineBuffer } from './line-buffer'
import { answerSchema, helloSchema, type Hello } from './protocol'

/** The owner closed the history or died; what was asked is asked again of whoever has it next. */
export class OwnerGone extends Error {}

/** One connection to the owner: questions go out in order, answers come back by number. */
export interface Channel {
  readonly hello: Hello
  request(method: string, args: readonly unknown[]): Promise<unknown>
  close(): void
}

interface Waiting {
  readonly resolve: (result: unknown) => void
  readonly reject: (error: unknown) => void
}

/** Null when nobody listens at the path, or no hello comes within the time. */
export function openChannel(socketFile: string, waitMs: number): Promise<Channel | null> {
  const what = `The socket ${socketFile} of the history cannot be reached`
  return new Promise((resolve, reject) => {
    let address: SocketAddress
    try {
      address = socketAddress(socketFile)
    } catch (error) {
      reject(diskError(error, what))
      return
    }
    const socket = connect(address.path)
    const timer = setTimeout(() => socket.destroy(), waitMs)
    const waiting = new Map<number, Waiting>()
    const lines = new LineBuffer()
    let greeted = false
    let failure: unknown
    const receive = (line: string): void => {
      if (greeted) settle(waiting, line)
      else {
        greeted = true
        clearTimeout(timer)
        resolve(channelOver(socket, v.parse(helloSchema, JSON.parse(line)), waiting))
      }
    }
    socket.on('data', (chunk) => {
      try {
        for (const line of lines.push(chunk)) receive(line)
      } catch (error) {
        failure = new StudioError('history-in-use', 'The process that uses the history gives answers that this version does not understand: end it, or use its version.', error)
        socket.destroy()
      }
    })
    socket.on('error', (error) => (failure = error))
    socket.on('close', () => {
      clearTimeout(timer)
      address.release()
      const gone = failure instanceof StudioError ? failure : new OwnerGone('The owner of the history is gone.', { cause: failure })
      for (const { reject: refuse } of waiting.values()) refuse(gone)
      waiting.clear()
      const code = systemErrorCode(failure)
      if (failure instanceof StudioError || code === 'EACCES' || code === 'EPERM') reject(diskError(failure, what))
      else resolve(null)
    })
  })
}

function settle(waiting: Map<number, Waiting>, line: string): void {
  const answer = v.parse(answerSchema, JSON.parse(line))
  const asked = waiting.get(answer.id)
  waiting.delete(answer.id)
  if ('error' in answer) asked?.reject(fromErrorData(answer.error))
  else asked?.resolve(answer.result)
}

function channelOver(socket: Socket, hello: Hello, waiting: Map<number, Waiting>): Channel {
  let count = 0
  return {
    hello,
    request: (method, args) =>
      new Promise((resolve, reject) => {
        if (socket.destroyed) {
          reject(new OwnerGone('The owner of the history is gone.'))
          return
        }
        count += 1
        waiting.set(count, { resolve, reject })
        socket.write(`${JSON.stringify({ id: count, method, args })}\n`)
      }),
    close: () => socket.destroy(),
  }
}
