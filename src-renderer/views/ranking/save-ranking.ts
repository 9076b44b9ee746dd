/** A ranking as files: its table as it is shown, and every figure of it. */
import { truthIds } from '../../../src-contract/domain/choices'
import type { JudgedRow } from '../../../src-contract/domain/imported-ranking'
import { figuresFile, tableFileOf } from '../../../src-contract/domain/ranking-view'
import { saveTable } from '../../charts/save-file'
import type { Judged } from './judged'

export async function saveEntries({ name, from }: Judged, rows: readonly JudgedRow[]): Promise<void> {
  const { columns, cells } = tableFileOf[from.kind]
  await saveTable(`${name} - table`, [columns, ...rows.map(cells)])
}

/** One row for each truth and score. */
export async function saveFigures({ name, figures }: Judged): Promise<void> {
  if (figures === null) return
  const rows = truthIds.flatMap((truth) => Object.entries(figures[truth]).map(([score, of]) => [truth, score, ...figuresFile.cells(of)]))
  await saveTable(`${name} - figures`, [['truth', 'score', ...figuresFile.columns], ...rows])
}
