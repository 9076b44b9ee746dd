import { createHash } from 'node:crypto'
import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64'
import { uniformInt } from 'pure-rand/distribution/uniformInt'
import { xoroshiro128plusFromState } from 'pure-rand/generator/xoroshiro128plus'

/** A seeded generator. Equal keys give equal sequences on every machine. */
export interface Random {
  /** A whole number from 0 to below - 1. */
  integer(below: number): number
  /** A number in [0, 1). */
  uniform(): number
  /** The numbers 0..length-1 in random order (Fisher-Yates). */
  permutation(length: number): Uint32Array
}

/**
 * The generator of one draw, named by what it is for and where it stands, e.g. ('order', seed, stage, epoch). Because
 * every draw has its own generator, a resumed run needs no generator state and any step can be replayed alone.
 */
export function random(purpose: string, ...key: readonly (number | string)[]): Random {
  const digest = createHash('sha256').update(JSON.stringify([purpose, ...key])).digest()
  const state = [0, 4, 8, 12].map((offset) => digest.readInt32LE(offset))
  const generator = xoroshiro128plusFromState(state)
  const integer = (below: number) => uniformInt(generator, 0, below - 1)
  return {
    integer,
    uniform: () => uniformFloat64(generator),
    permutation: (length) => {
      const order = Uint32Array.from({ length }, (_, i) => i)
      for (let last = length - 1; last > 0; last--) {
        const other = integer(last + 1)
        const moved = order[last] ?? 0
        order[last] = order[other] ?? 0
        order[other] = moved
      }
      return order
    },
  }
}
