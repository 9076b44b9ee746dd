import { createReadStream, openSync, readSync } from 'node:fs'
import type { Readable } from 'node:stream'
import { createGunzip } from 'node:zlib'

const portion = 1 << 16

/**
 * A file's bytes from the beginning, unpacked where it is gzipped, in portions: what is not asked for is never
 * unpacked, so neither a large file nor a decompression bomb takes memory. Reading throws what the system or zlib says.
 */
export class ByteStream {
  readonly gzipped: boolean
  private readonly input: Readable
  private readonly portions: AsyncIterator<Buffer>
  private rest: Buffer = Buffer.alloc(0)

  constructor(path: string) {
    const handle = openSync(path, 'r')
    this.gzipped = isGzip(handle)
    // The stream closes the handle when it ends or is destroyed.
    const file = createReadStream('', { fd: handle, start: 0, highWaterMark: portion })
    this.input = file
    let stream: Readable = file
    if (this.gzipped) {
      const unpacked = createGunzip({ chunkSize: portion })
      file.on('error', (error) => unpacked.destroy(error))
      stream = file.pipe(unpacked)
    }
    this.portions = stream[Symbol.asyncIterator]() as AsyncIterator<Buffer>
  }

  /** The next `count` bytes, or fewer at the end. At once where they are already here. */
  take(count: number): Buffer | Promise<Buffer> {
    if (this.rest.length < count) return this.gather(count)
    const taken = this.rest.subarray(0, count)
    this.rest = this.rest.subarray(count)
    return taken
  }

  /** Leaves out up to `count` bytes and answers how many there were. */
  async skip(count: number): Promise<number> {
    let skipped = 0
    while (skipped < count) {
      const bytes = await this.take(Math.min(portion, count - skipped))
      if (bytes.length === 0) break
      skipped += bytes.length
    }
    return skipped
  }

  close(): void {
    this.input.destroy()
    // Ends the unpacking too; nobody waits for its answer.
    void this.portions.return?.()
  }

  private async gather(count: number): Promise<Buffer> {
    const parts = [this.rest]
    let length = this.rest.length
    while (length < count) {
      const next = await this.portions.next()
      if (next.done === true) break
      parts.push(next.value)
      length += next.value.length
    }
    const all = Buffer.concat(parts)
    this.rest = all.subarray(count)
    return all.subarray(0, count)
  }
}

function isGzip(file: number): boolean {
  const magic = Buffer.alloc(2)
  readSync(file, magic, 0, 2, 0)
  return magic.readUInt16BE(0) === 0x1f8b
}
