/**
 * A history as large as the window must stay fast with: 10,000 runs, a tenth of them ranked over all 15,625
 * architectures, and one run of a million steps. Everything is written by the tables of the history themselves, in
 * one transaction, so what is measured is what the application would have stored.
 */
import type { RankingFigures, RankingRow, RankingSummary, ScoreId } from '../../src-contract/domain/ranking'
import type { MetricRow, TrainConfig } from '../../src-contract/domain/run'
import type { TruthId } from '../../src-contract/domain/choices'
import { createSearchSpace } from '../../src-contract/search-space/registry'
import { migrations } from '../../src-main/database/migrations/index'
import { prepare, takeLock } from '../../src-main/database/own-file'
import { sha256 } from '../../src-main/database/ranking-pack'
import { runFigures } from '../../src-main/database/run-figures'
import { tablesOf, type Tables } from '../../src-main/database/tables/all'
import { createHomeFolder } from '../../src-main/system/home-folder'
import { exampleConfig, exampleRun } from './history-records'
import { seededRandom } from './seeded-random'

interface PutScores {
  run(ranking: number, scores: Buffer, sha256: string): unknown
}

export interface SeedSize {
  readonly runs: number
  /** How many of them are ranked. */
  readonly ranked: number
  /** Steps of the first run. */
  readonly longRun: number
}

export const fullSize: SeedSize = { runs: 10_000, ranked: 1000, longRun: 1_000_000 }

/** Id of the run with many steps; that of the n-th run is `seed-<n>`, of its ranking `rank-<n>`. */
export const longRunId = 'seed-0'

/** Fills a new history; equal sizes give equal histories. */
export function seedHistory(home: string, size: SeedSize): void {
  const { historyFile } = createHomeFolder(home)
  const db = takeLock(historyFile)
  if (db === null) throw new Error(`${historyFile} is in use`)
  prepare(db, historyFile, migrations)
  const tables = tablesOf(db)
  const table = rankedArchitectures()
  // What all rankings share is packed once; it would be the same bytes each time.
  const putScores = db.prepare<[number, Buffer, string]>('INSERT INTO ranking_tables (ranking, list, scores, sha256) SELECT ?, number, ?, ? FROM ranking_lists')
  db.transaction(() => {
    for (let number = 0; number < size.runs; number++) {
      addRun(tables, number, number === 0 ? size.longRun : 20)
      if (number % Math.max(1, Math.floor(size.runs / size.ranked)) === 0) addRanking(tables, number, table, putScores)
    }
  }).immediate()
  db.pragma('wal_checkpoint(TRUNCATE)')
  db.close()
}

function addRun({ runs, metrics, marks }: Tables, number: number, steps: number): void {
  const id = `seed-${number}`
  const config = variedConfig(number)
  const minute = new Date(Date.UTC(2025, 0, 1) + number * 60_000).toISOString()
  runs.add({ ...exampleRun(id, `${config.rate.id} ${config.momentum.id} ${number % 50}`), config, totalSteps: steps }, minute)
  const run = runs.anyNumberOf(id)
  for (let from = 0; from < steps; from += 10_240) metrics.add(run, rows(number, from, Math.min(steps, from + 10_240)))
  const state = number % 10 === 0 ? 'stopped' : number % 17 === 0 ? 'failed' : 'finished'
  const stored = runs.stored(id)
  if (stored === null) throw new Error(`run ${id} was not stored`)
  runs.restore(run, { ...stored, state, steps, endedAt: minute, finalLoss: 2.3 / Math.sqrt(steps), weightsSha256: 'a'.repeat(64), seconds: steps / 7 }, metrics.hash(run))
  runs.setLoss(run, metrics.loss(run))
  marks.set(id, { addTags: [`tag-${number % 7}`, ...(number % 100 === 0 ? ['paper'] : [])], notes: number % 3 === 0 ? `Notes on run ${number}` : '', group: `sweep ${number % 40}`, archived: number % 25 === 24, pinned: number % 2500 === 3 })
}

function variedConfig(number: number): TrainConfig {
  const rates = [{ id: 'calr', gammaMax: 2 + (number % 5) }, { id: 'cosine' }, { id: 'constant' }, { id: 'fixed', gamma: 1 + (number % 3) }] as const
  const rate = rates[number % 4] ?? rates[0]
  const momentum = number % 2 === 0 ? ({ id: 'shared' } as const) : ({ id: 'separated', splitChoice: number % 6 } as const)
  const optimizer = { ...exampleConfig.optimizer, lr: 0.005 * (1 + (number % 20)) }
  return { ...exampleConfig, rate, momentum, optimizer, seed: number, space: { id: 'nas-bench-201', cells: 1, channels: 4 * (1 + (number % 4)) } }
}

/** Falling loss with noise, and a spike of one step in each 100,000 that no reduction may lose. */
function rows(number: number, from: number, to: number): MetricRow[] {
  const random = seededRandom(number * 1_000_003 + from)
  return Array.from({ length: to - from }, (_, index) => {
    const step = from + index
    const spike = step % 100_000 === 77_777 ? 50 : 0
    return { step, stage: 0, loss: 0.5 + 1.8 / (1 + step / 20_000) + 0.2 * random() + spike, rate: 0.025, complexity: 70_000 + Math.floor(random() * 28) * 20_000, pool: Math.floor(random() * 5) }
  })
}

/** All architectures of the space, with made-up truths. */
function rankedArchitectures(): readonly RankingRow[] {
  const space = createSearchSpace({ id: 'nas-bench-201', channels: 16, cells: 5 }, 10)
  const random = seededRandom(7)
  return Array.from({ length: 15_625 }, (_, index) => {
    const architecture = [0, 1, 2, 3, 4, 5].map((choice) => Math.floor(index / 5 ** choice) % 5)
    const truth = { cifar10: 10 + 84 * random(), cifar100: 1 + 72 * random(), imagenet16: 1 + 46 * random() }
    return { index: space.index(architecture), architecture: space.format(architecture), parameters: space.parameters(architecture), multiplyAdds: space.multiplyAdds(architecture, 32), accuracy: random(), loss: 2.3 * random(), truth }
  }).sort((a, b) => (a.index ?? 0) - (b.index ?? 0))
}

function addRanking({ runs, rankings }: Tables, number: number, table: readonly RankingRow[], putScores: PutScores): void {
  const random = seededRandom(number)
  const runId = `seed-${number}`
  const best = table[Math.floor(random() * table.length)]
  if (best === undefined) throw new Error('there are architectures')
  const summary: RankingSummary = {
    architectures: table.length, liveGraphs: 9445, images: 1000, seconds: 60,
    figures: { cifar10: figures(random), cifar100: figures(random), imagenet16: figures(random) } satisfies Record<TruthId, object>,
    top1: { byLoss: best, byAccuracy: best, optimum: { cifar10: 94.37, cifar100: 73.51, imagenet16: 47.31 } },
  }
  const run = runs.anyNumberOf(runId)
  rankings.add(run, { id: `rank-${number}`, config: { runId, subset: { kind: 'all' }, images: 1000, batch: 250, seed: 0 }, checkpointStep: 20 })
  const ranking = rankings.numberOf(`rank-${number}`)
  const scores = Buffer.from(Float64Array.from({ length: 2 * table.length }, (_, at) => (at % 2 === 0 ? 1 : 2.3) * random()).buffer)
  rankings.end(ranking, { state: 'finished', rows: number === 0 ? table : null, summary, error: null, seconds: 60 })
  if (number > 0) putScores.run(ranking, scores, sha256(scores))
  runs.setRanked(run, 1, runFigures(summary))
}

function figures(random: () => number): Record<ScoreId, RankingFigures> {
  const percentages = { '1': 0.1, '5': 0.2, '10': 0.3, '50': 0.7 }
  const one = (): RankingFigures => ({ kendallTau: random(), spearman: random(), pearson: random(), pAtTop: percentages, pAtBottom: percentages, bestRankAt: percentages, complexityBias: 0, tauWithinEqualParameters: random() })
  return { accuracy: one(), loss: one(), parameters: one(), multiplyAdds: one() }
}
