import type { EChartsType } from 'echarts/core'
import { savePicture, type LegendEntry } from './save-picture'

export async function saveEChart(title: string, chart: EChartsType, legend: readonly LegendEntry[]): Promise<void> {
  await savePicture(title, chart.renderToCanvas({ pixelRatio: devicePixelRatio }), legend, devicePixelRatio)
}
