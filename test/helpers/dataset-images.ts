/** Image files built byte by byte, so that each fault is the only thing wrong with its file. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { crc32, deflateSync } from 'node:zlib'

export const sampleFolder = join(import.meta.dirname, '../../resources/sample/cifar10')
/** A real baseline JPEG of 32x32. */
export const sampleJpeg = (): Buffer => readFileSync(join(sampleFolder, 'train/cat/0000.jpg'))

export function pngChunk(name: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(name, 'latin1'), data])
  const frame = Buffer.alloc(8)
  frame.writeUInt32BE(data.length, 0)
  frame.writeUInt32BE(crc32(body), 4)
  return Buffer.concat([frame.subarray(0, 4), body, frame.subarray(4)])
}

export function pngHeader(width: number, height: number, bits = 8, colour = 2): Buffer {
  const data = Buffer.alloc(13)
  data.writeUInt32BE(width, 0)
  data.writeUInt32BE(height, 4)
  data[8] = bits
  data[9] = colour
  return pngChunk('IHDR', data)
}

export const pngSignature = Buffer.from('89504e470d0a1a0a', 'hex')
export const pngOf = (...chunks: Buffer[]): Buffer => Buffer.concat([pngSignature, ...chunks, pngChunk('IEND', Buffer.alloc(0))])

/** A PNG whose every sample is drawn by `sample(x, y, channel)`; `bytes` a sample. */
export function png(width: number, height: number, sample: (x: number, y: number, channel: number) => number, colour: 0 | 2 | 4 | 6 = 2, bits: 8 | 16 = 8): Buffer {
  const channels = { 0: 1, 2: 3, 4: 2, 6: 4 }[colour]
  const row = 1 + width * channels * (bits / 8)
  const raw = Buffer.alloc(row * height)
  for (let y = 0; y < height; y++) {
    for (let i = 0; i < width * channels; i++) {
      const value = sample(Math.floor(i / channels), y, i % channels)
      if (bits === 8) raw[y * row + 1 + i] = value
      else raw.writeUInt16BE(value, y * row + 1 + 2 * i)
    }
  }
  return pngOf(pngHeader(width, height, bits, colour), pngChunk('IDAT', deflateSync(raw)))
}

export function bmp(width: number, height: number, bits: 24 | 32, sample: (x: number, y: number, channel: number) => number, topDown = false): Buffer {
  const rowBytes = Math.ceil((width * bits) / 32) * 4
  const bytes = Buffer.alloc(54 + rowBytes * height)
  bytes.write('BM', 0, 'latin1')
  bytes.writeUInt32LE(bytes.length, 2)
  bytes.writeUInt32LE(54, 10)
  bytes.writeUInt32LE(40, 14)
  bytes.writeInt32LE(width, 18)
  bytes.writeInt32LE(topDown ? -height : height, 22)
  bytes.writeUInt16LE(1, 26)
  bytes.writeUInt16LE(bits, 28)
  for (let y = 0; y < height; y++) {
    const at = 54 + rowBytes * (topDown ? y : height - 1 - y)
    for (let x = 0; x < width; x++) for (let channel = 0; channel < 3; channel++) bytes[at + (x * bits) / 8 + 2 - channel] = sample(x, y, channel)
  }
  return bytes
}

/** A GIF with one plain colour a frame. Codes are not compressed: after each two pixels the table is cleared. */
export function gif(width: number, height: number, frames: readonly (readonly [number, number, number])[]): Buffer {
  const head = Buffer.from([...Buffer.from('GIF89a'), width & 255, width >> 8, height & 255, height >> 8, 0xf1, 0, 0])
  const table = Buffer.alloc(12)
  frames.slice(0, 4).forEach((colour, i) => table.set(colour, 3 * i))
  const images = frames.map((_, i) => {
    const codes: number[] = []
    for (let pixel = 0; pixel < width * height; pixel++) {
      if (pixel % 2 === 0) codes.push(4)
      codes.push(i % 4)
    }
    codes.push(5)
    const bits = codes.flatMap((code) => [code & 1, (code >> 1) & 1, (code >> 2) & 1])
    const data = Buffer.alloc(Math.ceil(bits.length / 8))
    bits.forEach((bit, at) => (data[at >> 3] = (data[at >> 3] ?? 0) | (bit << (at & 7))))
    const blocks: Buffer[] = []
    for (let at = 0; at < data.length; at += 255) blocks.push(Buffer.of(Math.min(255, data.length - at)), data.subarray(at, at + 255))
    return Buffer.concat([Buffer.from([0x2c, 0, 0, 0, 0, width & 255, width >> 8, height & 255, height >> 8, 0, 2]), ...blocks, Buffer.of(0)])
  })
  return Buffer.concat([head, table, ...images, Buffer.of(0x3b)])
}
