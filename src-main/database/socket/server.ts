import { chmodSync, rmSync } from 'node:fs'
import { createServer, type Socket } from 'node:net'
import * as v from 'valibot'
import { StudioError, toErrorData } from '../../../src-contract/errors'
import { diskError } from '../../system/disk-error'
import type { HomeFolder } from '../../system/home-folder'
import type { Queries } from '../queries'
import { socketAddress } from './address'
import { LineBuffer } from './line-buffer'
import { answer, protocolVersion, requestSchema, type Answer, type Hello } from './protocol'

/** No request is that long; who sends more is no guest of ours. */
const longestRequest = 16_384

/** Answers guests until closed. Call it only with the lock: whatever lies at the socket's path is then a dead owner's. */
export async function serve(folder: HomeFolder, queries: Queries, { place, brief }: Pick<Hello, 'place' | 'brief'>): Promise<{ close(): Promise<void> }> {
  const hello: Hello = { protocol: protocolVersion, pid: process.pid, place, brief }
  const guests = new Set<Socket>()
  const server = createServer((socket) => {
    guests.add(socket)
    // A guest that goes away, even in the middle of an answer, is no matter of ours.
    socket.on('error', () => socket.destroy())
    socket.on('close', () => guests.delete(socket))
    converse(socket, queries)
    socket.write(`${JSON.stringify(hello)}\n`)
  })
  const address = socketAddress(folder.socketFile)
  try {
    rmSync(folder.socketFile, { force: true })
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject)
      server.listen(address.path, resolve)
    })
    // Its folder is ours alone (home-folder.ts); this is for a home folder that was made by hand.
    chmodSync(address.path, 0o600)
  } catch (error) {
    address.release()
    throw diskError(error, `The socket ${folder.socketFile} of the history cannot be made`)
  }
  // Looking must not keep a finished process alive.
  server.unref()
  return {
    close: () =>
      new Promise((resolve) => {
        server.close(() => {
          address.release()
          resolve()
        })
        for (const socket of guests) socket.destroy()
      }),
  }
}

function converse(socket: Socket, queries: Queries): void {
  const lines = new LineBuffer()
  const asked: string[] = []
  socket.unref()
  const work = (): void => {
    while (!socket.writableNeedDrain) {
      const line = asked.shift()
      if (line === undefined) return
      socket.write(`${JSON.stringify(reply(queries, line))}\n`)
    }
    // Nothing more is read from the history for a guest that does not take what it asked for.
    socket.pause()
  }
  socket.on('data', (chunk) => {
    asked.push(...lines.push(chunk))
    if (lines.pending > longestRequest) socket.destroy()
    else work()
  })
  socket.on('drain', () => {
    socket.resume()
    work()
  })
}

function reply(queries: Queries, line: string): Answer {
  let id = 0
  try {
    const value: unknown = JSON.parse(line)
    id = v.parse(v.fallback(v.object({ id: v.fallback(v.number(), 0) }), { id: 0 }), value).id
    const request = v.safeParse(requestSchema, value)
    if (!request.success) throw new StudioError('bad-argument', `The owner of the history does not know the request ${line.slice(0, 200)}.`)
    return { id, result: answer(queries, request.output) }
  } catch (error) {
    return { id, error: error instanceof SyntaxError ? toErrorData(new StudioError('bad-argument', 'A request is not JSON.', error)) : toErrorData(error) }
  }
}
