import { BadImage, firstFrameNote, type ImageFormat } from './bad-image'

/** Only the first frame goes to the decoder: TensorFlow's would unpack all of them. */
export const gif: ImageFormat = {
  matches: (bytes) => /^GIF8[79]a/.test(bytes.toString('latin1', 0, 6)),
  header: (bytes) => {
    if (bytes.length < 13) throw new BadImage(`GIF: cut off at byte ${bytes.length}, inside its header`)
    return { width: bytes.readUInt16LE(6), height: bytes.readUInt16LE(8) }
  },
  check: (bytes) => {
    const canvas = { width: bytes.readUInt16LE(6), height: bytes.readUInt16LE(8) }
    let at = 13 + tableBytes(bytes[10] ?? 0)
    let end = 0
    for (;;) {
      const block = bytes[at]
      if (block === 0x21) {
        at = afterSubBlocks(bytes, at + 2)
      } else if (block === 0x2c) {
        if (end > 0) return { bytes: firstFrame(bytes, end), channels: 3, notes: [firstFrameNote] }
        if (at + 10 > bytes.length) throw new BadImage(`GIF: cut off at byte ${bytes.length}, inside a frame`)
        const right = bytes.readUInt16LE(at + 1) + bytes.readUInt16LE(at + 5)
        const bottom = bytes.readUInt16LE(at + 3) + bytes.readUInt16LE(at + 7)
        if (right > canvas.width || bottom > canvas.height) {
          throw new BadImage(`GIF: the frame at byte ${at} reaches to ${right}x${bottom}, beyond the picture of ${canvas.width}x${canvas.height}`)
        }
        at = afterSubBlocks(bytes, at + 11 + tableBytes(bytes[at + 9] ?? 0))
        end = at
      } else if (end > 0) {
        // The trailer, or rubbish where it should be: the frame itself is whole.
        return { bytes: firstFrame(bytes, end), channels: 3, notes: [] }
      } else {
        throw new BadImage(block === undefined ? `GIF: cut off at byte ${bytes.length}, no frame in it` : `GIF: no frame in it (byte ${at})`)
      }
    }
  },
}

const tableBytes = (flags: number): number => ((flags & 0x80) === 0 ? 0 : 3 * 2 ** ((flags & 7) + 1))
const firstFrame = (bytes: Buffer, end: number): Buffer => Buffer.concat([bytes.subarray(0, end), Buffer.of(0x3b)])

function afterSubBlocks(bytes: Buffer, start: number): number {
  let at = start
  for (;;) {
    const length = bytes[at]
    if (length === undefined) throw new BadImage(`GIF: cut off at byte ${bytes.length}, inside a block`)
    at += 1 + length
    if (length === 0) return at
  }
}
