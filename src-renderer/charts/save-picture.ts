/** A chart as a PNG: with title and legend, in the colours of the theme. */
import type { Curve } from './curve'
import { canvasColour } from './run-colour'
import { saveBytes } from './save-file'

export interface LegendEntry extends Pick<Curve, 'label' | 'colour'> {
  readonly dash?: readonly number[] | null
}

const margin = 14
const row = 22
const head = 40

/** `plot`: a canvas of which `ratio` device pixels make one CSS pixel. */
export async function savePicture(title: string, plot: HTMLCanvasElement, legend: readonly LegendEntry[], ratio: number): Promise<void> {
  const canvas = document.createElement('canvas')
  const context = canvas.getContext('2d')
  if (context === null) return
  const { fontFamily } = getComputedStyle(document.body)
  const [words, heading] = [`13px ${fontFamily}`, `600 16px ${fontFamily}`]
  const [width, height] = [plot.width / ratio, plot.height / ratio]
  context.font = words
  const places = placeLegend(legend, width, (text) => context.measureText(text).width)
  // A new size takes everything back that the context was told.
  canvas.width = plot.width
  canvas.height = (head + height + places.height) * ratio
  context.fillStyle = canvasColour('--surface')
  context.fillRect(0, 0, canvas.width, canvas.height)
  context.drawImage(plot, 0, head * ratio)
  context.scale(ratio, ratio)
  context.fillStyle = canvasColour('--text')
  context.font = heading
  context.fillText(title, margin, 26)
  context.font = words
  context.lineWidth = 2.5
  for (const { entry, x, y } of places.list) {
    const line = head + height + y - 4
    context.strokeStyle = canvasColour(entry.colour)
    context.setLineDash([...(entry.dash ?? [])])
    context.beginPath()
    context.moveTo(x, line)
    context.lineTo(x + 22, line)
    context.stroke()
    context.fillText(entry.label, x + 28, line + 4)
  }
  const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/png'))
  if (blob !== null) await saveBytes(`${title}.png`, new Uint8Array(await blob.arrayBuffer()))
}

interface LegendPlaces {
  readonly height: number
  readonly list: readonly { readonly entry: LegendEntry; readonly x: number; readonly y: number }[]
}

/** Entries from left to right, in as many rows as they need. */
function placeLegend(legend: readonly LegendEntry[], width: number, widthOf: (text: string) => number): LegendPlaces {
  let [x, y] = [margin, row]
  const list = legend.map((entry) => {
    const needed = widthOf(entry.label) + 52
    if (x + needed > width && x > margin) [x, y] = [margin, y + row]
    const place = { entry, x, y }
    x += needed
    return place
  })
  return { height: y + margin, list }
}
