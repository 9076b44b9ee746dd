import type { ArchitectureFacts } from '../../src-contract/domain/ranking'
import type { TrackedPoint, TrackedTable } from '../../src-contract/domain/tracking'
import { packRanking, sha256, supernetScores, type PackedRanking } from './ranking-pack'

/** A tracked point as it is kept: its table is packed as that of a ranking is. */
export interface PackedPoint extends PackedRanking {
  readonly point: TrackedPoint
}

export function packPoint({ point, rows }: TrackedTable): PackedPoint {
  return { point, ...packRanking(rows, supernetScores) }
}

/** The same out of what a log holds of it. */
export function pointFromLog(point: TrackedPoint, facts: readonly ArchitectureFacts[], scores: string): PackedPoint {
  const text = JSON.stringify(facts)
  const bytes = Buffer.from(scores, 'base64')
  return { point, list: { sha256: sha256(text), facts: text }, scores: bytes, scoresSha256: sha256(bytes) }
}

/** Tells two sets of points apart. */
export function pointsHash(points: readonly Pick<PackedPoint, 'point' | 'scoresSha256'>[]): string {
  return sha256(points.map(({ point, scoresSha256 }) => `${JSON.stringify(point)} ${scoresSha256}`).join('\n'))
}
