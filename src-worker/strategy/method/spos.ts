import type { Method } from '../types'

/** Single path one-shot (Guo et al., ECCV 2020): one subnet per step, drawn by the sampler. */
export const spos: Method = {
  draw: (space, sampler, random, fixed) => [sampler(space, random, fixed)],
  factorOn: 'rate',
}
