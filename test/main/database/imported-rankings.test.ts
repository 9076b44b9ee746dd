import { expect, test } from 'vitest'
import { publishedNetwork } from '../../../src-contract/search-space/published'
import type { ImportedRanking, ImportedRow } from '../../../src-contract/domain/imported-ranking'
import { addExampleRun, openOwned, rankingConfig, rankingRow, rankingSummary, temporaryHome } from '../../helpers/history-fixtures'

const count = 50
const ranked = Array.from({ length: count }, (_, index) => rankingRow(index))
const rows = ranked.map(({ index, architecture, parameters, multiplyAdds, truth, loss }): ImportedRow => ({ index, architecture, parameters, multiplyAdds, truth, score: 1 - 3 * loss }))
const [first] = rows
if (first === undefined) throw new Error('there are rows')
const ranking: ImportedRanking = { id: 'import-1', name: 'proxy', source: 'proxy.csv', better: 'high', createdAt: '2026-01-01T00:00:00.000Z', ...publishedNetwork('nas-bench-201'), summary: { architectures: count, figures: null, first, optimum: null } }

test('imported scores are kept as they are, without a run, and outlive a run that shares their list', async () => {
  const home = temporaryHome()
  const { history, close } = await openOwned(home)
  addExampleRun(history)
  history.addRanking({ id: 'rank-1', config: rankingConfig, checkpointStep: 0 })
  history.endRanking('rank-1', { state: 'finished', rows: ranked, summary: rankingSummary(), seconds: 1, error: null })
  history.endRun('run-1', { state: 'finished', finalLoss: null, weightsSha256: null, seconds: 1, error: null })
  history.addImportedRanking(ranking, rows)
  history.deleteRuns(['run-1'])
  expect(history.emptyTrash().runs).toBe(1)
  await close()

  const again = await openOwned(home)
  expect(await again.history.importedRankings()).toEqual([ranking])
  expect(await again.history.importedRanking('proxy')).toEqual(ranking)
  const page = again.history.queryImportedEntries({ rankingId: 'import-1', sort: { column: 'score', descending: true }, search: '', offset: 0, limit: count })
  expect(page.total).toBe(count)
  expect(page.rows).toEqual(rows.map((row, position) => ({ ...row, position })).sort((a, b) => b.score - a.score || a.position - b.position))
  const { score, loss, accuracy } = again.history.importedScatter('import-1')
  expect([...(score ?? [])]).toEqual(rows.map((row) => Math.fround(row.score)))
  expect([loss, accuracy]).toEqual([undefined, undefined])
  expect(again.history.removeImportedRanking('import')).toEqual(ranking)
  await expect(again.history.importedRanking('proxy')).rejects.toMatchObject({ code: 'ranking-missing' })
  await again.close()
})
