import type { RankingRow } from '../../src-contract/domain/ranking'
import type { ScoreStatistics, TrackedPoint } from '../../src-contract/domain/tracking'
import { spearman } from './correlation'
import { scoreOf } from './figures'
import { worstWhereNotFinite } from './ranks'

/** What can be said of scores without any truth: see ScoreStatistics. At least one row. */
export function scoreStatistics(rows: readonly RankingRow[]): TrackedPoint['statistics'] {
  return { accuracy: statisticsOf(rows, 'accuracy'), loss: statisticsOf(rows, 'loss') }
}

function statisticsOf(rows: readonly RankingRow[], id: 'accuracy' | 'loss'): ScoreStatistics {
  const values = rows.map((row) => row[id])
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length
  const score = worstWhereNotFinite(rows.map(scoreOf[id]))
  return {
    mean,
    deviation: Math.sqrt(variance),
    least: values.reduce((least, value) => Math.min(least, value)),
    greatest: values.reduce((greatest, value) => Math.max(greatest, value)),
    rhoParameters: spearman(score, rows.map(({ parameters }) => parameters)),
    rhoMultiplyAdds: spearman(score, rows.map(({ multiplyAdds }) => multiplyAdds)),
  }
}
