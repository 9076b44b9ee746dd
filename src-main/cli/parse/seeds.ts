import { InvalidArgumentError } from 'commander'
import { parseSeeds as readSeeds } from '../../../src-contract/domain/seeds'

/** "0, 1, 2" or "0-4", as in the form of the window. */
export function parseSeeds(text: string): readonly number[] {
  const { seeds, problem } = readSeeds(text)
  if (problem !== null) throw new InvalidArgumentError(`${problem}.`)
  return seeds
}
