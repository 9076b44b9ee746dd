import { crc32, deflateSync } from 'node:zlib'

const signature = Buffer.from('89504e470d0a1a0a', 'hex')

/** A square picture as a PNG file. `rgb`: rows from the top, three bytes a pixel. */
export function encodePng(rgb: Uint8Array, side: number): Buffer {
  const header = Buffer.alloc(13)
  header.writeUInt32BE(side, 0)
  header.writeUInt32BE(side, 4)
  // Eight bits a channel, true colour; compression, filter and interlace have no other or the plain value 0.
  header.set([8, 2], 8)
  const rows = Buffer.alloc(side * (1 + side * 3))
  for (let row = 0; row < side; row++) rows.set(rgb.subarray(row * side * 3, (row + 1) * side * 3), row * (1 + side * 3) + 1)
  return Buffer.concat([signature, chunk('IHDR', header), chunk('IDAT', deflateSync(rows)), chunk('IEND', Buffer.alloc(0))])
}

function chunk(name: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(name, 'latin1'), data])
  const whole = Buffer.alloc(body.length + 8)
  whole.writeUInt32BE(data.length, 0)
  whole.set(body, 4)
  whole.writeUInt32BE(crc32(body), body.length + 4)
  return whole
}
