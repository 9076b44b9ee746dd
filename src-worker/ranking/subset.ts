import type { ArchitectureSubset } from '../../src-contract/domain/ranking'
import { StudioError } from '../../src-contract/errors'
import { compareArchitectures, type Architecture, type SearchSpace } from '../../src-contract/search-space/search-space'
import { random } from '../random'
import type { GroundTruth } from '../../src-contract/search-space/ground-truth'

/** Above this an exhaustive ranking is refused: the table of results would not fit in memory. */
const mostArchitectures = 1_000_000

/**
 * The architectures that a ranking is about, in order of index (of operation numbers, which is the same) and each once
 * (a list may repeat one). Throws 'bad-argument' where the space cannot answer the wish.
 */
export function resolveSubset(subset: ArchitectureSubset, space: SearchSpace, truth: GroundTruth | null, seed: number): Architecture[] {
  return architectures(subset, space, truth, seed).sort(compareArchitectures)
}

function architectures(subset: ArchitectureSubset, space: SearchSpace, truth: GroundTruth | null, seed: number): Architecture[] {
  const numbered = (index: number): Architecture => space.fromIndex(index)
  const refuse = (reason: string): never => {
    throw new StudioError('bad-argument', reason)
  }
  switch (subset.kind) {
    case 'paper-subset':
      return (truth?.paperSubset ?? refuse(`The paper's subset exists for NAS-Bench-201 only, not for ${space.title}.`)).map(numbered)
    case 'all':
      if (space.size > mostArchitectures) refuse(`${space.title} has ${space.size} architectures, too many to rank all; use random:N.`)
      return Array.from({ length: Number(space.size) }, (_, index) => numbered(index))
    case 'random': {
      const { count } = subset
      if (!Number.isInteger(count) || count < 1) refuse(`random:N needs a whole number of at least 1, not ${count}.`)
      if (count > mostArchitectures) refuse(`random:${count} is too many; use at most ${mostArchitectures}.`)
      if (BigInt(count) > space.size) refuse(`${space.title} has ${space.size} architectures; random:${count} asks for more.`)
      return space.size > Number.MAX_SAFE_INTEGER ? drawnByChoice(count, space, seed) : [...drawn(count, Number(space.size), seed)].map(numbered)
    }
    case 'list':
      if (subset.architectures.length === 0) refuse(`${subset.source} holds no architecture.`)
      return distinct(subset.architectures)
  }
}

/** Architectures drawn operation by operation until there are `count` different ones: repeats are rare in a space this large. */
function drawnByChoice(count: number, space: SearchSpace, seed: number): Architecture[] {
  const generator = random('ranking-subset', seed)
  const found = new Map<string, Architecture>()
  while (found.size < count) {
    const architecture = space.choices.map(({ operations }) => generator.integer(operations.length))
    found.set(architecture.join(), architecture)
  }
  return [...found.values()]
}

function distinct(architectures: readonly Architecture[]): Architecture[] {
  return [...new Map(architectures.map((architecture) => [architecture.join(), architecture])).values()]
}

/** Floyd's sampling without repeats: every set of `count` of the numbers below `size` is equally likely. */
function drawn(count: number, size: number, seed: number): Set<number> {
  const generator = random('ranking-subset', seed)
  const chosen = new Set<number>()
  for (let last = size - count; last < size; last++) {
    const candidate = generator.integer(last + 1)
    chosen.add(chosen.has(candidate) ? last : candidate)
  }
  return chosen
}
