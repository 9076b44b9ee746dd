/**
 * Every question to the history in the form in which it can also cross the socket: plain data in, one page of plain
 * data out. The owner answers them from its tables, a guest sends them to the owner, and both read through readerOver.
 */
import type { DatasetRecord } from '../../src-contract/domain/dataset'
import type { ImportedRanking } from '../../src-contract/domain/imported-ranking'
import type { RankingRecord, RankingRow } from '../../src-contract/domain/ranking'
import type { CheckpointRecord, MetricRow, RunRecord } from '../../src-contract/domain/run'
import type { TrackedPoint } from '../../src-contract/domain/tracking'
import type { StudyRecord, StudyResult } from '../../src-contract/study/study'
import type { SearchCandidate, SearchRecord } from '../../src-contract/domain/search'
import { existsSync } from 'node:fs'
import { dirname } from 'node:path'
import { checkpointFolder, homeFolder } from '../system/home-folder'
import type { HistoryReader } from './history-api'
import { translated } from './sqlite'
import type { Tables } from './tables/all'
import type { MetricPage, MetricPosition } from './tables/metrics'
import type { RankingPage } from './tables/rankings'
import type { CandidatePage } from './tables/searches'

export interface Queries {
  datasets(): readonly DatasetRecord[]
  dataset(idOrName: string): DatasetRecord
  runs(): readonly RunRecord[]
  run(idOrName: string): RunRecord
  metrics(runId: string, range: { readonly from: number; readonly to: number } | null, after: MetricPosition | null): MetricPage
  checkpoints(runId: string): readonly CheckpointRecord[]
  rankings(runId: string): readonly RankingRecord[]
  rankingRows(rankingId: string, after: number | null): RankingPage
  tracked(runId: string): readonly TrackedPoint[]
  trackedRows(runId: string, step: number, stage: number | null, after: number | null): RankingPage
  importedRankings(): readonly ImportedRanking[]
  importedRanking(idOrName: string): ImportedRanking
  studies(): readonly StudyRecord[]
  study(idOrName: string): StudyRecord
  studyImports(idOrName: string): readonly StudyResult[]
  studiesUnderWay(): readonly string[]
  searches(): readonly SearchRecord[]
  search(id: string): SearchRecord
  searchCandidates(searchId: string, after: number | null): CandidatePage
}

/** Asks one of these questions, here or elsewhere. */
export type Ask = <Name extends keyof Queries>(name: Name, ...args: Parameters<Queries[Name]>) => Promise<ReturnType<Queries[Name]>>

/** @param underWay studies that this process works on */
export function queriesOf(tables: Tables, path: string, underWay: ReadonlySet<string> = new Set()): Queries {
  const { datasets, runs, metrics, checkpoints, rankings, importedRankings, tracked, studies, searches } = tables
  const home = homeFolder(dirname(path))
  /** Where they lie now: the home folder may have moved since, and older ones are removed by the run itself. */
  const onDisk = (run: RunRecord): CheckpointRecord[] =>
    checkpoints.list(runs.numberOf(run.id)).flatMap((checkpoint) => {
      const folder = checkpointFolder(home, run.id, checkpoint.step)
      return existsSync(folder) ? [{ ...checkpoint, path: folder }] : []
    })
  return {
    datasets: () => translated(path, () => datasets.list()),
    dataset: (key) => translated(path, () => datasets.get(key)),
    runs: () => translated(path, () => runs.list()),
    run: (key) => translated(path, () => runs.get(key)),
    metrics: (runId, range, after) => translated(path, () => metrics.page(runs.numberOf(runId), range, after)),
    checkpoints: (runId) => translated(path, () => onDisk(runs.get(runId))),
    rankings: (runId) => translated(path, () => rankings.ofRun(runs.numberOf(runId))),
    rankingRows: (rankingId, after) => translated(path, () => rankings.page(rankings.numberOf(rankingId), after)),
    tracked: (runId) => translated(path, () => tracked.ofRun(runs.numberOf(runId))),
    trackedRows: (runId, step, stage, after) => translated(path, () => tracked.page(runs.numberOf(runId), step, stage, after)),
    importedRankings: () => translated(path, () => importedRankings.list()),
    importedRanking: (key) => translated(path, () => importedRankings.get(key)),
    studies: () => translated(path, () => studies.list()),
    study: (key) => translated(path, () => studies.get(key)),
    studyImports: (key) => translated(path, () => studies.imported(key)),
    studiesUnderWay: () => [...underWay],
    searches: () => translated(path, () => searches.list()),
    search: (id) => translated(path, () => searches.get(id)),
    searchCandidates: (id, after) => translated(path, () => searches.page(searches.numberOf(id), after)),
  }
}

export function askLocally(queries: Queries): Ask {
  return (name, ...args) => {
    const query = queries[name] as (...given: typeof args) => ReturnType<Queries[typeof name]>
    // Within then, so that what the query throws becomes a rejection, as it does over the socket.
    return Promise.resolve().then(() => query(...args))
  }
}

export function readerOver(ask: Ask): HistoryReader {
  return {
    datasets: () => ask('datasets'),
    dataset: (key) => ask('dataset', key),
    runs: () => ask('runs'),
    run: (key) => ask('run', key),
    checkpoints: (runId) => ask('checkpoints', runId),
    rankings: (runId) => ask('rankings', runId),
    importedRankings: () => ask('importedRankings'),
    importedRanking: (key) => ask('importedRanking', key),
    studies: () => ask('studies'),
    study: (key) => ask('study', key),
    studyImports: (key) => ask('studyImports', key),
    studiesUnderWay: () => ask('studiesUnderWay'),
    searches: () => ask('searches'),
    search: (id) => ask('search', id),
    searchCandidates: (id) => pages<SearchCandidate, number>((after) => ask('searchCandidates', id, after)),
    metrics: (runId, range) => pages<MetricRow, MetricPosition>((after) => ask('metrics', runId, range ?? null, after)),
    tracked: (runId) => ask('tracked', runId),
    trackedRows: (runId, step, stage) => pages<RankingRow, number>((after) => ask('trackedRows', runId, step, stage, after)),
    rankingRows: (rankingId) => pages<RankingRow, number>((after) => ask('rankingRows', rankingId, after)),
  }
}

async function* pages<Row, Position>(
  fetch: (after: Position | null) => Promise<{ readonly rows: readonly Row[]; readonly next: Position | null }>,
): AsyncGenerator<readonly Row[]> {
  let after: Position | null = null
  do {
    const page: { readonly rows: readonly Row[]; readonly next: Position | null } = await fetch(after)
    if (page.rows.length > 0) yield page.rows
    after = page.next
  } while (after !== null)
}
