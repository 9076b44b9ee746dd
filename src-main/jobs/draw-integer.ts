import { createHash } from 'node:crypto'
import { uniformInt } from 'pure-rand/distribution/uniformInt'
import { xoroshiro128plusFromState } from 'pure-rand/generator/xoroshiro128plus'
import type { DrawInteger } from '../../src-contract/split-choice'

/**
 * What a worker draws first for that purpose and key. The worker's own generators are in src-worker/random.ts: processes
 * share no code but the contract, which may not import the libraries, so a test holds the two against each other.
 */
export const drawInteger: DrawInteger = (below, ...key) => {
  const digest = createHash('sha256').update(JSON.stringify(key)).digest()
  return uniformInt(xoroshiro128plusFromState([0, 4, 8, 12].map((offset) => digest.readInt32LE(offset))), 0, below - 1)
}
