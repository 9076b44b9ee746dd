/** A chart as a PNG: drawn anew in a size for documents, with title and legend, in the colours of the theme. */
import type { Curve } from './curve'
import { createPlot, fillPlot, type PlotSpec, type View } from './plot'
import { canvasColour } from './run-colour'
import { saveBytes } from './save-chart'

/** CSS pixels of the plot; on a dense screen the picture has more. */
const size = { width: 1200, height: 520 } as const
const margin = 14
const row = 22

export async function savePicture(title: string, curves: readonly Curve[], look: Pick<PlotSpec, 'lines' | 'kind' | 'logX' | 'logY'>, view: View): Promise<void> {
  const host = document.createElement('div')
  host.className = 'visually-hidden'
  document.body.append(host)
  const ignore = (): void => undefined
  const plot = createPlot(host, { ...look, ...size, key: 'picture', zoomed: ignore, reset: ignore, hovered: ignore })
  try {
    fillPlot(plot, view)
    // uPlot paints in a microtask of its own.
    await new Promise((resolve) => setTimeout(resolve))
    const blob = await pictureOf(title, plot.ctx.canvas, curves)
    if (blob !== null) await saveBytes(`${title}.png`, new Uint8Array(await blob.arrayBuffer()))
  } finally {
    plot.destroy()
    host.remove()
  }
}

function pictureOf(title: string, plot: HTMLCanvasElement, curves: readonly Curve[]): Promise<Blob | null> {
  const unit = plot.width / size.width
  const canvas = document.createElement('canvas')
  const context = canvas.getContext('2d')
  if (context === null) return Promise.resolve(null)
  const font = getComputedStyle(document.body).fontFamily
  const words = `${13 * unit}px ${font}`
  context.font = words
  const places = placeLegend(curves, (text) => context.measureText(text).width / unit)
  const head = 40
  canvas.width = plot.width
  canvas.height = (head + size.height + places.height) * unit
  context.fillStyle = canvasColour('--surface')
  context.fillRect(0, 0, canvas.width, canvas.height)
  context.drawImage(plot, 0, head * unit)
  context.scale(unit, unit)
  context.fillStyle = canvasColour('--text')
  context.font = `600 16px ${font}`
  context.fillText(title, margin, 26)
  context.font = `13px ${font}`
  context.lineWidth = 2.5
  for (const { curve, x, y } of places.list) {
    const line = head + size.height + y - 4
    context.strokeStyle = canvasColour(curve.colour)
    context.setLineDash([...(curve.dash ?? [])])
    context.beginPath()
    context.moveTo(x, line)
    context.lineTo(x + 22, line)
    context.stroke()
    context.fillText(curve.label, x + 28, line + 4)
  }
  return new Promise((resolve) => canvas.toBlob(resolve, 'image/png'))
}

/** Entries from left to right, in as many rows as they need. */
function placeLegend(curves: readonly Curve[], widthOf: (text: string) => number): { readonly height: number; readonly list: readonly { readonly curve: Curve; readonly x: number; readonly y: number }[] } {
  let [x, y] = [margin, row]
  const list = curves.map((curve) => {
    const needed = widthOf(curve.label) + 52
    if (x + needed > size.width && x > margin) [x, y] = [margin, y + row]
    const place = { curve, x, y }
    x += needed
    return place
  })
  return { height: y + margin, list }
}
