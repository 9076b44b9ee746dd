import type { Sampler } from '../types'

/** Every operation of a choice equally likely. */
export const uniform: Sampler = (space, random, fixed) =>
  space.choices.map(({ operations }, choice) => {
    const drawn = random.integer(operations.length)
    return fixed.get(choice) ?? drawn
  })
