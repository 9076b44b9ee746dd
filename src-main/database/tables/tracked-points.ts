import type { RankingRow } from '../../../src-contract/domain/ranking'
import type { TrackedPoint } from '../../../src-contract/domain/tracking'
import { sha256, supernetScores, unpackScores } from '../ranking-pack'
import { pointsHash, type PackedPoint } from '../tracked-pack'
import type { Connection } from '../sqlite'
import { rankingLists } from './ranking-lists'
import { rowOf } from './ranking-table'
import { pageRows, type RankingPage } from './rankings'

interface TableRow {
  readonly list: number
  readonly scores: Buffer
  readonly sha256: string
}

/** Stage of a point of the whole set, which has none. */
const whole = -1

/** What the tracked architectures of runs were worth on the way. */
export function trackedPointTable(db: Connection) {
  const put = db.prepare<[number, number, number, string, Buffer, string, string]>(
    'INSERT INTO tracked_points (run, step, stage, point, list, scores, sha256) SELECT ?, ?, ?, ?, number, ?, ? FROM ranking_lists WHERE sha256 = ?',
  )
  const removeAfter = db.prepare<[number, number]>('DELETE FROM tracked_points WHERE run = ? AND step > ?')
  const steps = db.prepare<[number], { step: number }>('SELECT DISTINCT step FROM tracked_points WHERE run = ? ORDER BY step')
  // The whole comes after the sub-supernet that was in training.
  const all = db.prepare<[number], { point: string; scores: Buffer; sha256: string }>(`SELECT point, scores, sha256 FROM tracked_points WHERE run = ? ORDER BY step, stage = ${whole}, stage`)
  const points = db.prepare<[number], { point: string }>(`SELECT point FROM tracked_points WHERE run = ? ORDER BY step, stage = ${whole}, stage`)
  const newest = db.prepare<[number], { point: string }>(`SELECT point FROM tracked_points WHERE run = ? AND stage = ${whole} ORDER BY step DESC LIMIT 1`)
  const table = db.prepare<[number, number, number], TableRow>('SELECT list, scores, sha256 FROM tracked_points WHERE run = ? AND step = ? AND stage = ?')
  const packed = db.prepare<[number], { point: string; scores: Buffer; scoresSha256: string; listSha256: string; facts: string }>(
    `SELECT point, scores, tracked_points.sha256 AS scoresSha256, ranking_lists.sha256 AS listSha256, facts
     FROM tracked_points JOIN ranking_lists ON ranking_lists.number = list WHERE run = ?`,
  )
  const lists = rankingLists(db)
  return {
    add(run: number, { point, list, scores, scoresSha256 }: PackedPoint): void {
      lists.add(list)
      put.run(run, point.step, point.stage ?? whole, JSON.stringify(point), scores, scoresSha256, list.sha256)
    },
    /** A run that goes on at a step keeps what was judged after so many. */
    removeAfter(run: number, step: number): void {
      removeAfter.run(run, step)
    },
    steps: (run: number): readonly number[] => steps.all(run).map(({ step }) => step),
    ofRun: (run: number): readonly TrackedPoint[] => points.all(run).map(({ point }) => JSON.parse(point) as TrackedPoint),
    packed: (run: number): readonly PackedPoint[] =>
      packed.all(run).map(({ point, scores, scoresSha256, listSha256, facts }) => ({ point: JSON.parse(point) as TrackedPoint, scores, scoresSha256, list: { sha256: listSha256, facts } })),
    /** Of the whole set. */
    newest(run: number): TrackedPoint | null {
      const row = newest.get(run)
      return row === undefined ? null : (JSON.parse(row.point) as TrackedPoint)
    },
    page(run: number, step: number, stage: number | null, after: number | null): RankingPage {
      const row = table.get(run, step, stage ?? whole)
      if (row === undefined) return { rows: [], next: null }
      const read = { facts: lists.facts(row.list), scores: unpackScores(row.scores, row.sha256, supernetScores) }
      const from = after === null ? 0 : after + 1
      // What was packed is unpacked: each row has both scores.
      const rows = read.facts.slice(from, from + pageRows).map((_, at) => rowOf(read, from + at) as RankingRow)
      return { rows, next: rows.length < pageRows ? null : from + rows.length - 1 }
    },
    hash: (run: number): string => pointsHash(all.all(run).map(({ point, sha256: scoresSha256 }) => ({ point: JSON.parse(point) as TrackedPoint, scoresSha256 }))),
    /** False where scores are not those that were stored. */
    isIntact: (run: number): boolean => all.all(run).every((row) => sha256(row.scores) === row.sha256),
  }
}
