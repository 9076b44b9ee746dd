/** An X server of this machine whose picture can be read from a file. */
import { spawn } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { crc32, deflateSync } from 'node:zlib'

const size = { width: 1440, height: 900 }

/** `folder` is for the picture. On whatever number is free; open to every user of this machine for as long as it runs. */
export function openScreen(folder) {
  return new Promise((resolve, reject) => {
    const child = spawn('Xvfb', ['-displayfd', '3', '-screen', '0', `${size.width}x${size.height}x24`, '-fbdir', folder, '-ac', '-nolisten', 'tcp'], {
      stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
    })
    child.on('error', reject)
    child.stdio[3].once('data', (data) => {
      const number = String(data).trim()
      resolve({
        name: `:${number}`,
        socket: `/tmp/.X11-unix/X${number}`,
        picture: () => pixels(readFileSync(join(folder, 'Xvfb_screen0'))),
        close: () => child.kill(),
      })
    })
  })
}

/** Rows from the top, three bytes a pixel, out of an XWD file of 32 bits a pixel: header size, ..., bytes a line, ..., colours. */
function pixels(xwd) {
  const word = (index) => xwd.readUInt32BE(index * 4)
  const [width, height, lineBytes] = [word(4), word(5), word(12)]
  const start = word(0) + word(19) * 12
  const rgb = Buffer.alloc(width * height * 3)
  for (let y = 0, to = 0; y < height; y++) {
    for (let x = 0; x < width; x++, to += 3) {
      const from = start + y * lineBytes + x * 4
      // Least significant byte first: blue, green, red.
      rgb[to] = xwd[from + 2]
      rgb[to + 1] = xwd[from + 1]
      rgb[to + 2] = xwd[from]
    }
  }
  return { width, height, rgb }
}

/** How many different colours: an empty screen has one, a window with text has hundreds. */
export function colours({ rgb }) {
  const seen = new Set()
  for (let at = 0; at < rgb.length; at += 3) seen.add((rgb[at] << 16) | (rgb[at + 1] << 8) | rgb[at + 2])
  return seen.size
}

export function savePng(path, { width, height, rgb }) {
  const header = Buffer.alloc(13)
  header.writeUInt32BE(width, 0)
  header.writeUInt32BE(height, 4)
  // Eight bits a channel, true colour.
  header.set([8, 2], 8)
  const rows = Buffer.alloc(height * (1 + width * 3))
  for (let row = 0; row < height; row++) rgb.copy(rows, row * (1 + width * 3) + 1, row * width * 3, (row + 1) * width * 3)
  writeFileSync(path, Buffer.concat([Buffer.from('89504e470d0a1a0a', 'hex'), chunk('IHDR', header), chunk('IDAT', deflateSync(rows)), chunk('IEND', Buffer.alloc(0))]))
}

function chunk(name, data) {
  const body = Buffer.concat([Buffer.from(name, 'latin1'), data])
  const whole = Buffer.alloc(body.length + 8)
  whole.writeUInt32BE(data.length, 0)
  whole.set(body, 4)
  whole.writeUInt32BE(crc32(body), body.length + 4)
  return whole
}
