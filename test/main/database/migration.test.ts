import { expect, test } from 'vitest'
import { migrate } from '../../../src-main/database/migrate'
import { first } from '../../../src-main/database/migrations/001-first'
import { applicationId } from '../../../src-main/database/inspect-file'
import { takeLock } from '../../../src-main/database/own-file'
import { createHomeFolder } from '../../../src-main/system/home-folder'
import { allMetrics, allRankingRows, exampleConfig, exampleRun, metricRow, metricRows, openOwned, rankingConfig, rankingRow, rankingSummary, temporaryHome } from '../../helpers/history-fixtures'

/** A history as the first version left it: two runs, one of them ranked, and a ranking that was stopped. */
function firstVersion(): string {
  const home = temporaryHome()
  const db = takeLock(createHomeFolder(home).historyFile)
  if (db === null) throw new Error('locked')
  db.pragma(`application_id = ${applicationId}`)
  migrate(db, [first])
  db.exec('BEGIN')
  const figures = { accuracy: { kendallTau: 0.25 }, loss: { kendallTau: 0.5 } }
  const summary = { ...rankingSummary(), figures: { cifar10: figures, cifar100: figures, imagenet16: figures }, seconds: 12 }
  for (const id of ['run-1', 'run-2']) {
    const { name, config, versions } = exampleRun(id, id)
    db.prepare("INSERT INTO runs (id, name, state, config, versions, created_at, steps, total_steps) VALUES (?, ?, 'finished', ?, ?, '2025-01-01T00:00:00.000Z', 3000, 3000)").run(id, name, JSON.stringify(config), JSON.stringify(versions))
  }
  for (const { step, stage, loss, rate, complexity, pool } of metricRows(0, 3000)) db.prepare('INSERT INTO metrics VALUES (1, ?, ?, ?, ?, ?, ?)').run(step, stage, loss, rate, complexity, pool)
  db.prepare("INSERT INTO rankings (id, run, state, config, checkpoint_step, created_at, summary) VALUES ('rank-1', 1, 'finished', ?, 10, '', ?)").run(JSON.stringify(rankingConfig), JSON.stringify(summary))
  db.prepare("INSERT INTO rankings (id, run, state, config, checkpoint_step, created_at) VALUES ('rank-2', 1, 'stopped', ?, 10, '')").run(JSON.stringify(rankingConfig))
  db.exec("INSERT INTO ranking_scores VALUES (2, 'live', 0.5, 1.25)")
  for (let at = 0; at < 30; at++) {
    const { index, architecture, parameters, multiplyAdds, accuracy, loss, truth } = rankingRow(at)
    db.prepare('INSERT INTO ranking_rows VALUES (1, ?, ?, ?, ?, ?, ?, ?, ?)').run(at, index, architecture, parameters, multiplyAdds, accuracy, loss, truth === null ? null : JSON.stringify(truth))
  }
  db.exec('COMMIT')
  db.close()
  return home
}

test('a history of the first version keeps all it has, and gets the figures of the table of runs', async () => {
  const home = firstVersion()
  for (let opening = 0; opening < 2; opening++) {
    const { history, notices, close } = await openOwned(home)
    expect(notices).toEqual([])
    expect(await history.run('run-1')).toMatchObject({ state: 'finished', steps: 3000, config: exampleConfig })
    expect(await allMetrics(history, 'run-1')).toEqual(metricRows(0, 3000))
    expect(await allRankingRows(history, 'rank-1')).toEqual(Array.from({ length: 30 }, (_, index) => rankingRow(index)))
    expect(await history.rankings('run-1')).toMatchObject([{ id: 'rank-1', seconds: 12, error: null, askedStep: 10 }, { id: 'rank-2', state: 'stopped', seconds: 0 }])
    expect(history.scores('rank-2')).toEqual([{ liveKey: 'live', accuracy: 0.5, loss: 1.25 }])
    const columns = ['lossLast', 'lossMin', 'lossMinStep', 'lossMax', 'rankings', 'tau.loss.cifar10', 'top1.loss.cifar10', 'config.optimizer.lr'] as const
    const { rows } = history.queryRuns({ shown: 'active', filters: [], search: '', sort: [{ column: 'name', descending: false }], group: null, columns: [...columns], offset: 0, limit: 10 })
    expect(rows.map(({ cells }) => cells)).toEqual([
      [metricRow(2999).loss, metricRow(2999).loss, 2999, metricRow(0).loss, 1, 0.5, 90, 0.025],
      [null, null, null, null, 0, null, null, 0.025],
    ])
    expect(history.settingPaths()).toContain('rate.gammaMax')
    expect(history.querySeries({ runId: 'run-1', curves: [{ metric: 'loss', bands: 2 }], fromStep: 0, toStep: null, buckets: 100 }).lastStep).toBe(2999)
    await close()
  }
})
