/** What became of each run of a study, and what the finished ones say. Works for whoever may look. */
import type { RankingRecord, RankingSummary } from '../../src-contract/domain/ranking'
import type { RunRecord } from '../../src-contract/domain/run'
import { lastWhole } from '../../src-contract/domain/tracking'
import { StudioError } from '../../src-contract/errors'
import { createSearchSpace } from '../../src-contract/search-space/registry'
import { evaluationFigures } from '../../src-contract/study/figure'
import { reportStudy, type StudyReport } from '../../src-contract/study/report'
import type { CellState, CellView, StudyRecord, StudyResult, StudyView } from '../../src-contract/study/study'
import type { StudyFile } from '../../src-contract/study/study-file'
import type { HistoryReader } from '../database/history-api'
import { rankingConfig, type RankRequest } from '../jobs/ranking-config'
import { subsetOf } from './evaluation'
import { studyFileOf } from './read-study'
import { resultCurves } from './result-curves'

export interface StudyStatus {
  readonly view: StudyView
  /** Of its finished runs, those of other histories too, in the order of the file. */
  readonly results: readonly StudyResult[]
  readonly report: StudyReport
}

export async function studyStatus(history: HistoryReader, key: string, withCurves = false): Promise<StudyStatus> {
  const record = await history.study(key)
  const file = studyFileOf(record)
  const imports = await history.studyImports(record.id)
  const cells: CellView[] = []
  const results: StudyResult[] = []
  for (const arm of file.arms) {
    for (const seed of file.seeds) {
      const imported = imports.find((result) => result.arm === arm.name && result.seed === seed)
      if (imported !== undefined) {
        cells.push({ arm: arm.name, seed, state: 'done', runId: null, imported: true, steps: imported.steps, totalSteps: imported.steps, error: null })
        results.push(imported)
        continue
      }
      const own = await cellOf(history, record, file, arm.name, seed)
      cells.push(own.view)
      if (own.run === null || own.view.state !== 'done') continue
      results.push(await resultOf(history, file, own.view, own.run, own.ranking, withCurves))
    }
  }
  const view = { id: record.id, name: record.name, sha256: record.sha256, createdAt: record.createdAt, file, cells }
  return { view, results, report: reportStudy(file, results, cells.filter(({ state }) => state !== 'done')) }
}

export interface OwnCell {
  readonly view: CellView
  readonly run: RunRecord | null
  readonly ranking: RankingRecord | null
}

/** One run of the study as this history has it. */
export async function cellOf(history: HistoryReader, { cells }: StudyRecord, file: StudyFile, arm: string, seed: number): Promise<OwnCell> {
  const runId = cells.find((cell) => cell.arm === arm && cell.seed === seed)?.runId ?? null
  if (runId === null) {
    return { view: { arm, seed, state: 'waiting', runId: null, imported: false, steps: 0, totalSteps: null, error: null }, run: null, ranking: null }
  }
  const run = await history.run(runId)
  let ranking: RankingRecord | null = null
  let unfit: string | null = null
  try {
    if (run.state === 'finished') ranking = await rankingOf(history, file, run)
  } catch (error) {
    // An evaluation that cannot be made of this run is told with it; the others are shown.
    if (!(error instanceof StudioError)) throw error
    unfit = error.message
  }
  const { state, error } = unfit === null ? stateOf(file, run, ranking) : { state: 'ranking-failed' as const, error: unfit }
  return { view: { arm, seed, state, runId, imported: false, steps: run.steps, totalSteps: run.totalSteps, error }, run, ranking }
}

/** What the evaluation of the study is for this run; null where it has none. */
export function evaluationOf({ ranking }: StudyFile, run: Pick<RunRecord, 'id' | 'config'>): RankRequest | null {
  return ranking === undefined ? null : { run: run.id, ...subsetOf(ranking, createSearchSpace(run.config.space, run.config.classes)) }
}

/** The newest one that is what the study asks for, a finished one before others. */
async function rankingOf(history: HistoryReader, file: StudyFile, run: RunRecord): Promise<RankingRecord | null> {
  const request = evaluationOf(file, run)
  if (request === null) return null
  const wanted = JSON.stringify(rankingConfig(request, run))
  const equal = (await history.rankings(run.id)).filter(({ config }) => JSON.stringify(config) === wanted)
  return equal.findLast(({ state, checkpointStep }) => state === 'finished' && checkpointStep === run.totalSteps) ?? equal.at(-1) ?? null
}

function stateOf(file: StudyFile, run: RunRecord, ranking: RankingRecord | null): { readonly state: CellState; readonly error: string | null } {
  if (run.state !== 'finished') return { state: run.state, error: run.error?.message ?? null }
  if (file.ranking === undefined) return { state: 'done', error: null }
  switch (ranking?.state) {
    case undefined:
    case 'stopped':
    case 'interrupted':
      return { state: 'trained', error: ranking?.error?.message ?? null }
    case 'running':
      return { state: 'ranking', error: null }
    case 'failed':
      return { state: 'ranking-failed', error: ranking.error?.message ?? null }
    case 'finished':
      if (ranking.checkpointStep === run.totalSteps) return { state: 'done', error: null }
      return { state: 'ranking-failed', error: `The checkpoint of step ${run.totalSteps}, the last, cannot be read: that of step ${ranking.checkpointStep} was evaluated, which says nothing of the trained weights.` }
  }
}

interface Evaluation {
  /** Steps that the evaluated weights were trained for. */
  readonly step: number
  readonly summary: RankingSummary
}

/** By the ranking where the study asks for one; else by the tracked architectures as they were at the end of the run. */
async function evaluated(history: HistoryReader, file: StudyFile, run: RunRecord, ranking: RankingRecord | null): Promise<Evaluation | null> {
  if (file.ranking !== undefined) return ranking?.summary ? { step: ranking.checkpointStep, summary: ranking.summary } : null
  const last = lastWhole(await history.tracked(run.id))
  return last?.step === run.totalSteps ? last : null
}

async function resultOf(history: HistoryReader, file: StudyFile, { arm, seed }: CellView, run: RunRecord, ranking: RankingRecord | null, withCurves: boolean): Promise<StudyResult> {
  const evaluation = await evaluated(history, file, run, ranking)
  const { runtime } = run.config
  return {
    arm,
    seed,
    runId: run.id,
    createdAt: run.createdAt,
    endedAt: run.endedAt,
    steps: run.steps,
    seconds: run.seconds,
    finalLoss: run.finalLoss,
    weightsSha256: run.weightsSha256,
    threads: runtime.threads,
    oneDnn: runtime.oneDnn,
    versions: run.versions,
    config: carriedConfig(run),
    evaluation: evaluation === null ? null : evaluationFacts(evaluation),
    figures: { finalLoss: run.finalLoss, seconds: run.seconds, ...(evaluation !== null && evaluationFigures(evaluation.summary)) },
    curves: withCurves ? await resultCurves(history, file, run) : {},
  }
}

function evaluationFacts({ step, summary: { architectures, liveGraphs, images, seconds } }: Evaluation): StudyResult['evaluation'] {
  return { step, architectures, liveGraphs, images, seconds }
}

/** Without what names the data set here, and what the result does not depend on or that stands beside it. */
function carriedConfig({ config }: RunRecord): string {
  return JSON.stringify({ ...config, datasetId: undefined, runtime: undefined })
}
