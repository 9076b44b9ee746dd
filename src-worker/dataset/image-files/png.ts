import { crc32 } from 'node:zlib'
import { BadImage, firstFrameNote, trailingNote, type ImageFormat } from './bad-image'

const signature = Buffer.from('89504e470d0a1a0a', 'hex')
/** Chunks that pixels are made of. All others are left out, so that nothing a text or profile chunk unpacks to matters. */
const needed = new Set(['IHDR', 'PLTE', 'tRNS', 'IDAT', 'IEND'])

export const png: ImageFormat = {
  matches: (bytes) => bytes.length >= 4 && bytes.subarray(0, 4).equals(signature.subarray(0, 4)),
  header: (bytes) => {
    if (!bytes.subarray(0, 8).equals(signature)) {
      throw new BadImage('PNG: line endings or bytes of its signature were changed in a transfer (byte 4); copy it again as binary')
    }
    if (bytes.length < 33) throw new BadImage(`PNG: cut off at byte ${bytes.length}, inside its header`)
    if (bytes.toString('latin1', 12, 16) !== 'IHDR') throw new BadImage('PNG: the chunk at byte 8 is not IHDR')
    checkSum(bytes, 8, 'IHDR', 13)
    return { width: bytes.readUInt32BE(16), height: bytes.readUInt32BE(20) }
  },
  check: (bytes) => {
    const notes: string[] = []
    const kept: Buffer[] = [signature]
    let data = 0
    let at = 8
    for (;;) {
      if (at + 12 > bytes.length) throw new BadImage(`PNG: cut off at byte ${bytes.length}, no end chunk`)
      const length = bytes.readUInt32BE(at)
      const name = bytes.toString('latin1', at + 4, at + 8)
      const end = at + 12 + length
      if (end > bytes.length) throw new BadImage(`PNG: cut off, chunk ${name.replace(/[^ -~]/g, '?')} at byte ${at} reaches beyond the end of the file`)
      if (needed.has(name)) {
        checkSum(bytes, at, name, length)
        kept.push(bytes.subarray(at, end))
      }
      if (name === 'IDAT') data++
      if (name === 'acTL') notes.push(firstFrameNote)
      at = end
      if (name === 'IEND') break
    }
    if (data === 0) throw new BadImage('PNG: no pixel data (IDAT) in it')
    if (at < bytes.length) notes.push(trailingNote)
    if (bytes[24] === 16) notes.push('16 bits a channel were cut to the upper 8')
    return { bytes: Buffer.concat(kept), channels: 3, notes }
  },
}

function checkSum(bytes: Buffer, at: number, name: string, length: number): void {
  const sum = crc32(bytes.subarray(at + 4, at + 8 + length))
  if (sum !== bytes.readUInt32BE(at + 8 + length)) throw new BadImage(`PNG: the checksum of chunk ${name} at byte ${at} is wrong`)
}
