import type { ArchitectureFacts } from '../../../src-contract/domain/ranking'
import type { PackedRanking } from '../ranking-pack'
import type { Connection } from '../sqlite'

/** Lists of ranked architectures with all that is known of them but scores: one for all rankings over the same list. */
export function rankingLists(db: Connection) {
  const factsOf = db.prepare<[number], { facts: string }>('SELECT facts FROM ranking_lists WHERE number = ?')
  const add = db.prepare<[string, string]>('INSERT INTO ranking_lists (sha256, facts) VALUES (?, ?) ON CONFLICT DO NOTHING')
  // Lists are shared and large, so the last one read stays parsed: pages of one table follow each other.
  let kept: { readonly list: number; readonly facts: readonly ArchitectureFacts[] } | null = null
  return {
    add({ sha256, facts }: PackedRanking['list']): void {
      add.run(sha256, facts)
    },
    facts(list: number): readonly ArchitectureFacts[] {
      if (kept?.list !== list) kept = { list, facts: JSON.parse(factsOf.get(list)?.facts ?? '[]') as ArchitectureFacts[] }
      return kept.facts
    },
  }
}
