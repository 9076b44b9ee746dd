import { BadImage, type ImageFormat } from './bad-image'

/** Uncompressed 24 and 32 bits a pixel, which is what TensorFlow reads rightly; it takes palette numbers for grey. */
export const bmp: ImageFormat = {
  matches: (bytes) => bytes[0] === 0x42 && bytes[1] === 0x4d,
  header: (bytes) => {
    if (bytes.length < 54) throw new BadImage(`BMP: cut off at byte ${bytes.length}, inside its header`)
    const headerBytes = bytes.readUInt32LE(14)
    if (headerBytes < 40) throw new BadImage(`BMP: an old header of ${headerBytes} bytes; save it again as PNG`)
    // A negative height says that rows begin at the top.
    return { width: Math.max(0, bytes.readInt32LE(18)), height: Math.abs(bytes.readInt32LE(22)) }
  },
  check: (bytes) => {
    const width = bytes.readInt32LE(18)
    const height = Math.abs(bytes.readInt32LE(22))
    const bits = bytes.readUInt16LE(28)
    const compression = bytes.readUInt32LE(30)
    const plain = compression === 0 || (compression === 3 && bits === 32 && hasUsualMasks(bytes))
    if (!plain) throw new BadImage(`BMP: compressed or with unusual colour masks (method ${compression}); save it as PNG`)
    if (bits !== 24 && bits !== 32) throw new BadImage(`BMP: ${bits} bits a pixel; only 24 and 32 can be read, save it as PNG`)
    const offset = bytes.readUInt32LE(10)
    const needed = offset + Math.ceil((width * bits) / 32) * 4 * height
    if (offset < 54 || needed > bytes.length) {
      throw new BadImage(`BMP: pixels from byte ${offset} need ${needed} bytes, the file has ${bytes.length}`)
    }
    return { bytes, channels: bits === 32 ? 4 : 3, notes: [] }
  },
}

function hasUsualMasks(bytes: Buffer): boolean {
  if (bytes.length < 66) return false
  return [0xff0000, 0xff00, 0xff].every((mask, number) => bytes.readUInt32LE(54 + 4 * number) === mask)
}
