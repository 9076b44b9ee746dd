import { checkNumber, trainSettings } from './settings'

/** Runs that one press of a button, or one command, may start. */
export const seedsAtOnce = 50

export interface Seeds {
  readonly seeds: readonly number[]
  /** What is wrong with the text; null when nothing is. */
  readonly problem: string | null
}

/** Reads "0", "0, 1, 2" and "0-4", each seed once. Empty: the default. */
export function parseSeeds(text: string): Seeds {
  const seeds = new Set<number>()
  const parts = text.split(/[\s,;]+/).filter((part) => part !== '')
  for (const part of parts) {
    const [, first, last] = /^(\d+)(?:-(\d+))?$/.exec(part) ?? []
    if (first === undefined) return fail(`"${part}" is no seed: write whole numbers such as 0, 1, 2 or 0-4`)
    const from = Number(first)
    const to = Number(last ?? first)
    if (to < from) return fail(`"${part}" runs backwards`)
    const problem = checkNumber(trainSettings.seed, to)
    if (problem !== null) return fail(problem)
    if (seeds.size + to - from + 1 > seedsAtOnce) return fail(`No more than ${seedsAtOnce} seeds at once`)
    for (let seed = from; seed <= to; seed++) seeds.add(seed)
  }
  return { seeds: seeds.size === 0 ? [trainSettings.seed.default] : [...seeds], problem: null }
}

function fail(problem: string): Seeds {
  return { seeds: [], problem }
}
