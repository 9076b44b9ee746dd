import { InvalidArgumentError } from 'commander'
import type { ArchitectureSubset } from '../../../src-contract/domain/ranking'
import { parseArchitectureLines } from '../../../src-contract/search-space/parse-architecture'
import type { Architecture, SearchSpace } from '../../../src-contract/search-space/search-space'
import { readText } from '../../system/read-text'

/** What --architectures says; a file is read once the space is known. */
export type ArchitectureWish = Exclude<ArchitectureSubset, { kind: 'list' }> | { readonly kind: 'file'; readonly path: string }

export function parseArchitectureWish(text: string): ArchitectureWish {
  if (text === 'paper-subset' || text === 'all') return { kind: text }
  if (!text.startsWith('random')) return { kind: 'file', path: text }
  const count = /^random:([1-9]\d{0,9})$/.exec(text)?.[1]
  if (count === undefined) throw new InvalidArgumentError(`"${text}": random:N needs a whole number of at least 1 (a file of that name: ./${text}).`)
  return { kind: 'random', count: Number(count) }
}

export function resolveWish(wish: ArchitectureWish, space: SearchSpace): ArchitectureSubset {
  if (wish.kind !== 'file') return wish
  return { kind: 'list', source: wish.path, architectures: readArchitectures(wish.path, space) }
}

export function readArchitectures(path: string, space: SearchSpace): Architecture[] {
  return parseArchitectureLines(readText(path, ' (architectures are paper-subset, all, random:N or a file)'), path, (line) => space.parse(line))
}
