import { cutOff, damagedPixels, isRestart } from './markers'

/** A Huffman table as it stands in the file: how many codes there are of each length, and their symbols in order. */
export interface CodeTable {
  readonly counts: Uint8Array
  readonly symbols: Uint8Array
}

const longestCode = 16

/** The coded data of a scan, bit by bit. Throws BadImage where the data ends before what is asked for. */
export class Bits {
  private byte = 0
  private left = 0

  constructor(
    private readonly bytes: Buffer,
    private at: number,
  ) {}

  /** Where the first byte lies of which no bit was read. */
  get position(): number {
    return this.at
  }

  one(): number {
    if (this.left === 0) this.next()
    this.left -= 1
    return (this.byte >> this.left) & 1
  }

  many(count: number): number {
    let value = 0
    for (let i = 0; i < count; i++) value = (value << 1) | this.one()
    return value
  }

  /** Codes of one length are consecutive numbers; the first of the next length follows from their end. */
  symbol({ counts, symbols }: CodeTable): number {
    let code = 0
    let first = 0
    let before = 0
    for (let length = 1; length <= longestCode; length++) {
      code |= this.one()
      const count = counts[length - 1] ?? 0
      const symbol = code - first < count ? symbols[before + code - first] : undefined
      if (symbol !== undefined) return symbol
      before += count
      first = (first + count) << 1
      code <<= 1
    }
    throw damagedPixels()
  }

  /** The marker between two intervals; what is left of the byte before it is padding. */
  restart(): void {
    this.left = 0
    if (this.bytes[this.at] !== 0xff || !isRestart(this.bytes[this.at + 1])) throw cutOff(this.bytes)
    this.at += 2
  }

  private next(): void {
    const byte = this.bytes[this.at]
    // 255 is followed by a stuffed zero; anything else there is a marker, which ends the data.
    if (byte === undefined || (byte === 0xff && this.bytes[this.at + 1] !== 0)) throw cutOff(this.bytes)
    this.at += byte === 0xff ? 2 : 1
    this.byte = byte
    this.left = 8
  }
}
