import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { defaultSplit, type DatasetRecord } from '../../src-contract/domain/dataset'
import type { TrainConfig } from '../../src-contract/domain/run'
import type { ImportJob } from '../../src-contract/worker-protocol'
import { makePhotographs } from '../../src-worker/bench/photographs'
import { runImportJob } from '../../src-worker/jobs/import-job'
import { exampleConfig } from './history-records'
import { quietContext } from './job-context'
import { sample } from './training'

/** A folder of pictures of 100 to 140 pixels in ten classes, made for one test. */
export async function photographs(images: number): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'studio-photographs-'))
  await makePhotographs(sample, folder, images, { least: 100, most: 140 }, () => undefined)
  return folder
}

export async function imported(sourcePath: string, more: Partial<ImportJob> = {}): Promise<{ dataset: DatasetRecord; datasetFolder: string }> {
  const datasetFolder = join(mkdtempSync(join(tmpdir(), 'studio-indexed-')), 'set')
  const { dataset } = await runImportJob({ kind: 'import', datasetId: 'd1', name: null, sourcePath, folder: datasetFolder, imageSize: 16, split: defaultSplit, forbidden: [], ...more }, quietContext)
  if (dataset === null) throw new Error('It was not imported.')
  return { dataset, datasetFolder }
}

/** A small run over an indexed set. */
export function streamedConfig(dataset: DatasetRecord, more: Partial<TrainConfig> = {}): TrainConfig {
  return {
    ...exampleConfig,
    datasetId: dataset.id,
    datasetFingerprint: dataset.fingerprint,
    imageSize: dataset.imageSize,
    classes: dataset.classes.length,
    augment: { flip: true, cropPadding: 0, leastArea: 0.08, jitter: 0.4 },
    batch: 8,
    seed: 7,
    length: { steps: 12 },
    trainImages: dataset.counts.train,
    validImages: dataset.counts.valid,
    runtime: { ...exampleConfig.runtime, decoders: 1 },
    ...more,
  }
}
