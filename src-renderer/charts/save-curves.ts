/** Curves as files: a picture, drawn anew in a size for documents, and the points behind it. */
import type { Cell } from '../../src-contract/csv'
import type { Curve } from './curve'
import { createPlot, fillPlot, type PlotSpec, type View } from './plot'
import { saveTable } from './save-file'
import { savePicture } from './save-picture'

/** CSS pixels of the plot; on a dense screen the picture has more. */
const size = { width: 1200, height: 520 } as const

export async function saveCurvePicture(title: string, curves: readonly Curve[], look: Pick<PlotSpec, 'lines' | 'kind' | 'logX' | 'logY'>, view: View): Promise<void> {
  const host = document.createElement('div')
  host.className = 'visually-hidden'
  document.body.append(host)
  const ignore = (): void => undefined
  const plot = createPlot(host, { ...look, ...size, key: 'picture', zoomed: ignore, reset: ignore, hovered: ignore })
  try {
    fillPlot(plot, view)
    // uPlot paints in a microtask of its own.
    await new Promise((resolve) => setTimeout(resolve))
    const { canvas } = plot.ctx
    await savePicture(title, canvas, curves, canvas.width / size.width)
  } finally {
    plot.destroy()
    host.remove()
  }
}

/** One row a point: which curve, where in the run, the value; the edges of a band are curves of their own. */
export async function saveCurves(title: string, curves: readonly Curve[]): Promise<void> {
  const columns = curves.flatMap(({ label, series, band, axis }) => [
    { label, values: series.values, series, axis },
    ...(band === undefined ? [] : (['low', 'high'] as const).map((edge) => ({ label: `${label} (${edge})`, values: band[edge], series, axis }))),
  ])
  const lines = columns.flatMap(({ label, values, series, axis }) =>
    Array.from(values, (value, i): readonly Cell[] => {
      const step = series.steps[i] ?? 0
      const [seconds, wall] = [axis.x('relative', step), axis.x('wall', step)]
      const times = Number.isFinite(wall) ? [seconds.toFixed(3), new Date(wall * 1000).toISOString()] : [null, null]
      return [label, step, axis.x('epoch', step), ...times, value]
    }),
  )
  await saveTable(title, [['curve', 'step', 'epoch', 'seconds_training', 'time', 'value'], ...lines])
}
