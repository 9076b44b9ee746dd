import { csvText } from '../../src-contract/csv'
import { saveText } from './save-chart'

export type Cell = string | number | null

/** Raw values, the head first. */
export async function saveTable(name: string, lines: readonly (readonly Cell[])[]): Promise<void> {
  const field = (cell: Cell): string => (cell === null ? '' : typeof cell === 'number' ? String(cell) : csvText(cell))
  await saveText(`${name}.csv`, lines.map((line) => `${line.map(field).join(',')}\n`).join(''))
}
