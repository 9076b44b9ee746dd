/** Charts as files: a picture as it is shown, and the points behind it. Where they go, the user says in a dialog. */
import { csvText } from '../../src-contract/csv'
import { request } from '../api/client'
import { tell } from '../state/toasts'
import type { Curve } from './curve'
import { canvasColour } from './run-colour'

export interface LegendEntry {
  readonly label: string
  readonly colour: Curve['colour']
}

/** `plot`: a canvas with device pixels; `ratio` of them make one CSS pixel. */
export async function savePicture(title: string, plot: HTMLCanvasElement, legend: readonly LegendEntry[], ratio: number): Promise<void> {
  const canvas = document.createElement('canvas')
  const context = canvas.getContext('2d')
  if (context === null) return
  const [unit, font] = [ratio, getComputedStyle(document.body).fontFamily]
  const small = `${12 * unit}px ${font}`
  context.font = small
  const places = placeLegend(context, legend, plot.width, unit)
  const head = 36 * unit
  canvas.width = plot.width
  canvas.height = head + plot.height + places.height
  context.fillStyle = canvasColour('--surface')
  context.fillRect(0, 0, canvas.width, canvas.height)
  context.fillStyle = canvasColour('--text')
  context.font = `600 ${15 * unit}px ${font}`
  context.fillText(title, 12 * unit, 24 * unit)
  context.drawImage(plot, 0, head)
  context.font = small
  for (const { entry, x, y } of places.list) {
    context.fillStyle = canvasColour(entry.colour)
    context.fillRect(x, head + plot.height + y - 6 * unit, 14 * unit, 3 * unit)
    context.fillStyle = canvasColour('--text')
    context.fillText(entry.label, x + 20 * unit, head + plot.height + y)
  }
  const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/png'))
  if (blob !== null) await saveBytes(`${title}.png`, new Uint8Array(await blob.arrayBuffer()))
}

/** One row a point: which curve, where in the run, the value. */
export async function saveCurves(title: string, curves: readonly Curve[]): Promise<void> {
  const lines = ['curve,step,epoch,seconds_training,time,value']
  for (const { label, series, axis } of curves) {
    for (let i = 0; i < series.values.length; i++) {
      const step = series.steps[i] ?? 0
      const [seconds, wall] = [axis.x('relative', step), axis.x('wall', step)]
      const times = Number.isFinite(wall) ? [seconds.toFixed(3), new Date(wall * 1000).toISOString()] : ['', '']
      lines.push([csvText(label), step, axis.x('epoch', step), ...times, series.values[i]].join(','))
    }
  }
  await saveText(`${title}.csv`, `${lines.join('\n')}\n`)
}

export async function saveText(name: string, text: string): Promise<void> {
  await saveBytes(name, new TextEncoder().encode(text))
}

export async function saveBytes(name: string, bytes: Uint8Array<ArrayBuffer>): Promise<void> {
  const path = await request('system.save-file', { name: name.replaceAll(/[^\p{L}\p{N} ._-]+/gu, '-').trim(), bytes })
  if (path !== null) tell(`Saved as ${path}`)
}

interface LegendPlaces {
  readonly height: number
  readonly list: readonly { readonly entry: LegendEntry; readonly x: number; readonly y: number }[]
}

function placeLegend(context: CanvasRenderingContext2D, legend: readonly LegendEntry[], width: number, unit: number): LegendPlaces {
  const list: { entry: LegendEntry; x: number; y: number }[] = []
  let [x, y] = [12 * unit, 18 * unit]
  for (const entry of legend) {
    const needed = context.measureText(entry.label).width + 36 * unit
    if (x + needed > width && x > 12 * unit) [x, y] = [12 * unit, y + 20 * unit]
    list.push({ entry, x, y })
    x += needed
  }
  return { height: y + 14 * unit, list }
}
