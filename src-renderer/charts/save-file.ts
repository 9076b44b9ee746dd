/** Files of the window. Where they go, the user says in a dialog. */
import { csvLine, type Cell } from '../../src-contract/csv'
import { fileName } from '../../src-contract/file-name'
import { request } from '../api/client'
import { tell } from '../state/toasts'

/** Raw values, the head first. */
export async function saveTable(name: string, lines: readonly (readonly Cell[])[]): Promise<void> {
  await saveBytes(`${name}.csv`, new TextEncoder().encode(lines.map(csvLine).join('')))
}

export async function saveBytes(name: string, bytes: Uint8Array<ArrayBuffer>): Promise<void> {
  const path = await request('system.save-file', { name: fileName(name), bytes })
  if (path !== null) tell(`Saved as ${path}`)
}
