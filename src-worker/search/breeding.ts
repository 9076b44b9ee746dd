/** What the evolutionary methods share: making an architecture out of others, and filling a generation. */
import type { CandidateOrigin } from '../../src-contract/domain/search'
import type { Architecture } from '../../src-contract/search-space/search-space'
import type { Random } from '../random'
import type { Pool } from './pool'
import type { Proposal, Told } from './types'

export interface Scored {
  readonly architecture: Architecture
  readonly fitness: number
  readonly cost: number
}

/** Each choice is drawn anew with `probability`, from all its allowed operations. */
export function mutate({ domain }: Pool, random: Random, architecture: Architecture, probability: number): Architecture {
  return architecture.map((operation, choice) => {
    const allowed = domain.operations[choice] ?? []
    return random.uniform() < probability ? (allowed[random.integer(allowed.length)] ?? operation) : operation
  })
}

/** Each choice comes from either parent, with equal probability. */
export function crossOver(random: Random, one: Architecture, other: Architecture): Architecture {
  return one.map((operation, choice) => (random.integer(2) === 0 ? operation : (other[choice] ?? operation)))
}

/** Attempts for each wanted child before the generation goes on without it: parents that are alike have few new ones. */
const attempts = 10

/** Proposes children until `wanted` of them were scored, and returns those. */
export function* breed(pool: Pool, wanted: number, generation: number, origin: CandidateOrigin, child: () => Architecture): Generator<Proposal, Scored[], Told> {
  const scored: Scored[] = []
  for (let attempt = 0; attempt < attempts * wanted && scored.length < wanted; attempt++) {
    const architecture = child()
    if (!pool.take(architecture)) continue
    const told = yield { architecture, generation, origin }
    if (told !== null) scored.push({ architecture, ...told })
  }
  return scored
}

/** After so many too slow ones in a row, draws go towards cheaper architectures, more so each time, and then end. */
const slow = { inARow: 10, most: 100 }

/** Proposes random architectures until `wanted` of them were scored, or none is left that is fast enough. */
export function* drawRandom(pool: Pool, wanted: number, generation: number): Generator<Proposal, Scored[], Told> {
  const scored: Scored[] = []
  for (let tooSlow = 0; scored.length < wanted && tooSlow < slow.most; ) {
    const architecture = pool.draw(2 ** Math.floor(tooSlow / slow.inARow))
    if (architecture === null) break
    const told = yield { architecture, generation, origin: 'random' }
    tooSlow = told === null ? tooSlow + 1 : 0
    if (told !== null) scored.push({ architecture, ...told })
  }
  return scored
}
