import type { Bits, CodeTable } from './bits'

/**
 * How the bits of one block of 8x8 coefficients are read (ITU-T T.81, F.2.2 and G.2). Values are skipped: only how long
 * the code is matters, which in a refining scan depends on which coefficients are not zero so far.
 */
export type ReadBlock = (bits: Bits, block: number) => void

/** Blocks still to come in which a progressive scan has nothing new; a restart ends it. */
export interface EmptyRun {
  blocks: number
}

/** Which coefficients of each block are not zero, one bit each. */
export class Nonzero {
  private readonly words: Uint32Array

  constructor(blocks: number) {
    this.words = new Uint32Array(2 * blocks)
  }

  has(block: number, k: number): boolean {
    return (((this.words[2 * block + (k >> 5)] ?? 0) >>> (k & 31)) & 1) === 1
  }

  set(block: number, k: number): void {
    const at = 2 * block + (k >> 5)
    this.words[at] = (this.words[at] ?? 0) | (1 << (k & 31))
  }
}

/** Sixteen zeros, after which the block goes on. */
const sixteenZeros = 15

export function sequentialBlock(dc: CodeTable, ac: CodeTable): ReadBlock {
  return (bits) => {
    bits.many(bits.symbol(dc))
    for (let k = 1; k < 64; k++) {
      const code = bits.symbol(ac)
      const [zeros, size] = [code >> 4, code & 15]
      if (size === 0 && zeros !== sixteenZeros) return
      k += zeros
      bits.many(size)
    }
  }
}

export const firstDc = (dc: CodeTable): ReadBlock => (bits) => void bits.many(bits.symbol(dc))
export const refinedDc: ReadBlock = (bits) => void bits.one()

/** Coefficients `from` to `to`, their higher bits. */
export function firstAc(ac: CodeTable, from: number, to: number, run: EmptyRun, nonzero: Nonzero): ReadBlock {
  return (bits, block) => {
    if (run.blocks > 0) {
      run.blocks -= 1
      return
    }
    for (let k = from; k <= to; k++) {
      const code = bits.symbol(ac)
      const [zeros, size] = [code >> 4, code & 15]
      if (size === 0 && zeros !== sixteenZeros) {
        run.blocks = (1 << zeros) + bits.many(zeros) - 1
        return
      }
      k += zeros
      bits.many(size)
      if (size > 0) nonzero.set(block, k)
    }
  }
}

/** One more bit of coefficients `from` to `to`: of each that is not zero so far one, and the sign of each that begins. */
export function refinedAc(ac: CodeTable, from: number, to: number, run: EmptyRun, nonzero: Nonzero): ReadBlock {
  return (bits, block) => {
    let k = from
    while (run.blocks === 0 && k <= to) {
      const code = bits.symbol(ac)
      const size = code & 15
      let zeros = code >> 4
      if (size === 0 && zeros !== sixteenZeros) {
        run.blocks = (1 << zeros) + bits.many(zeros)
        break
      }
      if (size > 0) bits.one()
      for (; k <= to; k++) {
        if (nonzero.has(block, k)) bits.one()
        else if (zeros === 0) break
        else zeros -= 1
      }
      if (size > 0 && k <= to) nonzero.set(block, k)
      k += 1
    }
    if (run.blocks === 0) return
    for (; k <= to; k++) if (nonzero.has(block, k)) bits.one()
    run.blocks -= 1
  }
}
