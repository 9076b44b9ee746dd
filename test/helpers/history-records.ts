/** The part of the fixtures that child processes use too, so it must not import vitest. */
import type { MetricRow, TrainConfig } from '../../src-contract/domain/run'
import type { NewRun } from '../../src-main/database/history-api'

export const exampleConfig: TrainConfig = {
  datasetId: 'data-1',
  datasetFingerprint: 'f00d',
  imageSize: 32,
  classes: 2,
  space: { id: 'nas-bench-201', channels: 4, cells: 1 },
  method: 'spos',
  sampler: 'uniform',
  rate: { id: 'calr', gammaMax: 4 },
  momentum: { id: 'separated', splitChoice: null },
  inactive: 'decay',
  optimizer: { lr: 0.025, momentum: 0.9, weightDecay: 5e-4, clipNorm: 5 },
  augment: { flip: true, cropPadding: 4 },
  batch: 64,
  seed: 0,
  length: { steps: 1000 },
  trainImages: 640,
  validImages: 64,
  runtime: { threads: 2, oneDnn: true },
}

export function exampleRun(id: string, name: string): NewRun {
  const versions = { studio: '0.1.0', electron: '33.2.1', node: '20.18.1', tfjs: '4.22.0', tensorflow: '2.20.0', sqlite: '3.47.0' }
  return { id, name, config: exampleConfig, totalSteps: 1000, versions }
}

/** Values with many digits, so that anything less than exact storage is seen. */
export function metricRow(step: number): MetricRow {
  return { step, stage: 0, loss: 2.3 / Math.sqrt(step + 1), rate: 0.025 * (1 - step / 1e6) ** 2.5, complexity: 73_306 + (step % 7) / 3, pool: step % 5 }
}

export function metricRows(from: number, to: number): MetricRow[] {
  return Array.from({ length: to - from }, (_, index) => metricRow(from + index))
}
