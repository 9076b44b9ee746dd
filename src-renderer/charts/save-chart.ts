/** Files that the window makes. Where they go, the user says in a dialog. */
import { request } from '../api/client'
import { tell } from '../state/toasts'
import type { Curve } from './curve'

/** One row a point: which curve, where in the run, the value. */
export async function saveCurves(title: string, curves: readonly Curve[]): Promise<void> {
  const lines = ['curve,step,epoch,seconds_training,time,value']
  for (const { label, series, axis } of curves) {
    for (let i = 0; i < series.values.length; i++) {
      const step = series.steps[i] ?? 0
      const [seconds, wall] = [axis.x('relative', step), axis.x('wall', step)]
      const times = Number.isFinite(wall) ? [seconds.toFixed(3), new Date(wall * 1000).toISOString()] : ['', '']
      lines.push([quoted(label), step, axis.x('epoch', step), ...times, series.values[i]].join(','))
    }
  }
  await saveText(`${title}.csv`, `${lines.join('\n')}\n`)
}

export async function saveText(name: string, text: string): Promise<void> {
  await saveBytes(name, new TextEncoder().encode(text))
}

/** A field of a CSV file. */
export function quoted(text: string): string {
  // A spreadsheet would run what begins like a formula.
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text
  return /[",\n\r]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}

export async function saveBytes(name: string, bytes: Uint8Array<ArrayBuffer>): Promise<void> {
  const path = await request('system.save-file', { name: name.replaceAll(/[^\p{L}\p{N} ._-]+/gu, '-').trim(), bytes })
  if (path !== null) tell(`Saved as ${path}`)
}
