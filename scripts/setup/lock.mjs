import { createHash } from 'node:crypto'
import { connect, createServer } from 'node:net'

/**
 * Does `work` while no other process has the lock of `name`. Whoever comes second calls `onBusy` once, and waits unless
 * that returns false. A lock is a listening socket without a file, in Linux's abstract namespace: the kernel frees it
 * when its process ends, in whatever way that happens.
 */
export async function withLock(name, onBusy, work) {
  const address = `\0supernet-studio-${createHash('sha256').update(name).digest('hex')}`
  for (let waited = false; ; waited = true) {
    const release = await take(address)
    if (release !== null) {
      try {
        return await work()
      } finally {
        release()
      }
    }
    if (!waited && onBusy() === false) return undefined
    await released(address)
  }
}

/** Resolves with what releases the lock, or null where another process has it. */
function take(address) {
  const waiting = new Set()
  const server = createServer((socket) => waiting.add(socket.on('error', () => socket.destroy())))
  const release = () => {
    server.close()
    for (const socket of waiting) socket.destroy()
  }
  return new Promise((resolve, reject) => {
    server.on('error', (error) => (error.code === 'EADDRINUSE' ? resolve(null) : reject(error)))
    server.listen(address, () => resolve(release))
  })
}

/** The holder's end of a connection closes when it releases the lock or ends. */
function released(address) {
  return new Promise((resolve) => {
    connect(address).on('error', resolve).on('close', resolve).resume()
  })
}
