import type { RankingSummary } from '../../src-contract/domain/ranking'
import { rmSync } from 'node:fs'
import { StudioError } from '../../src-contract/errors'
import { diskError } from '../system/disk-error'
import { searchLogFile, type HomeFolder } from '../system/home-folder'
import { endedAsTold } from './ended-as-told'
import type { HistoryWriter } from './history-api'
import { keeperOf } from './keeper'
import { askLocally, readerOver, type Queries } from './queries'
import { runFigures, trackedFigures } from './run-figures'
import { translated, type Connection } from './sqlite'
import type { Tables } from './tables/all'
import type { LossFigures } from './tables/runs'
import { viewsOf } from './views-of'

/** What the owner may do. Each change is one transaction, durable when the method returns and absent when it throws. */
export function writerOf(db: Connection, tables: Tables, queries: Queries, home: HomeFolder, care: Pick<HistoryWriter, 'checkRun' | 'backup' | 'studyUnderWay'>): HistoryWriter {
  const path = home.historyFile
  const { datasets, runs, metrics, checkpoints, rankings, importedRankings, tracked, studies, searches } = tables
  const change = <T>(work: () => T): T => translated(path, () => db.transaction(work).immediate())
  return {
    ...readerOver(askLocally(queries)),
    ...viewsOf(tables, path),
    ...keeperOf(db, tables, home),
    ...care,
    addDataset: (record) => change(() => datasets.add(record)),
    changeDataset: (record) => change(() => datasets.change(record)),

    addRun: (run) => change(() => runs.add(run)),
    startRun: (runId, start) =>
      change(() => {
        const run = runs.numberOf(runId)
        metrics.removeFrom(run, start.step)
        checkpoints.removeAfter(run, start.step)
        rankings.forgetAskedAfter(run, start.step)
        tracked.removeAfter(run, start.step)
        runs.setTracked(run, trackedFigures(tracked.newest(run)))
        runs.start(run, start, metrics.count(run))
        runs.setLoss(run, metrics.loss(run))
      }),
    addMetrics: (runId, rows) =>
      change(() => {
        const run = runs.numberOf(runId)
        metrics.add(run, rows)
        runs.grow(run, rows.length)
        runs.setLoss(run, rows.reduce(withRow, runs.loss(run)))
      }),
    addCheckpoint: (runId, checkpoint) => change(() => checkpoints.put(runs.numberOf(runId), checkpoint)),
    trackedSteps: (runId) => translated(path, () => tracked.steps(runs.numberOf(runId))),
    addTracked: (runId, points) =>
      change(() => {
        const run = runs.numberOf(runId)
        for (const point of points) tracked.add(run, point)
        runs.setTracked(run, trackedFigures(tracked.newest(run)))
      }),
    endRun: (runId, end) =>
      change(() => {
        const run = runs.numberOf(runId)
        const complete = endedAsTold(end)
        // A run that died between its last checkpoint and its end has no step left when it goes on.
        const finalLoss = end.finalLoss ?? (complete ? runs.loss(run).last : null)
        runs.end(run, { ...end, finalLoss }, complete ? metrics.hash(run) : null)
      }),
    verifyRun: (runId) =>
      translated(path, () => {
        const stored = runs.storedHash(runId)
        return stored === null ? null : metrics.hash(runs.numberOf(runId)) === stored
      }),

    addRanking: (ranking) => change(() => rankings.add(runs.numberOf(ranking.config.runId), ranking)),
    startRanking: (rankingId, step) => change(() => rankings.start(rankings.numberOf(rankingId), step)),
    addScores: (rankingId, scores, seconds) => change(() => rankings.addScores(rankings.numberOf(rankingId), scores, seconds)),
    scores: (rankingId) => translated(path, () => rankings.scores(rankings.numberOf(rankingId))),
    endRanking: (rankingId, end) =>
      change(() => {
        const run = rankings.end(rankings.numberOf(rankingId), end)
        const finished = rankings.ofRun(run).filter(({ state }) => state === 'finished')
        runs.setRanked(run, finished.length, figuresOf(finished.at(-1)?.summary ?? null))
      }),
    addSearch: (search) => change(() => searches.add(runs.numberOf(search.config.runId), search)),
    startSearch: (searchId, step) => change(() => searches.start(searches.numberOf(searchId), step)),
    addCandidates: (searchId, candidates, seconds) => change(() => searches.addCandidates(searches.numberOf(searchId), candidates, seconds)),
    candidates: (searchId) => translated(path, () => searches.candidates(searches.numberOf(searchId))),
    endSearch: (searchId, end) => change(() => searches.end(searches.numberOf(searchId), end)),
    removeSearch: (key) => {
      const found = translated(path, () => searches.get(key))
      if (found.state === 'running') throw new StudioError('bad-argument', `Search ${found.id} is under way: stop it first.`)
      // The log goes first: one without its search would bring it back.
      const log = searchLogFile(home, found.runId, found.id)
      try {
        rmSync(log, { force: true })
      } catch (error) {
        throw diskError(error, `The log ${log} of the search cannot be removed`)
      }
      change(() => searches.remove(found.id))
      return found
    },
    addImportedRanking: (ranking, rows) => change(() => importedRankings.add(ranking, rows)),
    removeImportedRanking: (key) => {
      const found = translated(path, () => importedRankings.get(key))
      change(() => importedRankings.remove(found.id))
      return found
    },
    addStudy: (study) => change(() => studies.add(study)),
    addStudyRun: (studyId, arm, seed, run) =>
      change(() => {
        runs.add(run)
        studies.putRun(studyId, arm, seed, runs.numberOf(run.id))
      }),
    adoptStudyRun: (studyId, arm, seed, runId) => change(() => studies.putRun(studyId, arm, seed, runs.numberOf(runId))),
    addStudyImports: (studyId, results) =>
      change(() => {
        for (const result of results) studies.putImported(studyId, result)
      }),
    removeStudy: (key) => change(() => studies.remove(key)),
  }
}

function figuresOf(summary: RankingSummary | null): object | null {
  return summary === null ? null : runFigures(summary)
}

function withRow({ min, minStep, max }: LossFigures, { step, loss }: { readonly step: number; readonly loss: number }): LossFigures {
  const lower = min === null || loss < min
  return { last: loss, min: lower ? loss : min, minStep: lower ? step : minStep, max: max === null || loss > max ? loss : max }
}

/** We hold the lock, so no other process trains or ranks what the last owner left unfinished. Returns those runs. */
export function interruptAbandoned(db: Connection, tables: Tables, path: string): readonly string[] {
  return translated(path, () =>
    db.transaction(() => {
      tables.rankings.abandonUnfinished()
      tables.searches.abandonUnfinished()
      return tables.runs.abandonUnfinished()
    }).immediate(),
  )
}
