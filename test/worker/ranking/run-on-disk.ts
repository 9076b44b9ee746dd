import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { recordBytes, type PackedMeta } from '../../../src-contract/domain/dataset'
import type { TrainConfig } from '../../../src-contract/domain/run'
import { runSchedule } from '../../../src-contract/run-schedule'
import { imagesFile, metaFile } from '../../../src-worker/dataset/packed-dataset'
import { random } from '../../../src-worker/random'
import { createSupernet } from '../../../src-worker/supernet/supernet'
import { initialWeights, partsOf } from '../../../src-worker/supernet/weights'
import { saveCheckpoint } from '../../../src-worker/training/checkpoint-store'
import type { FileTensor } from '../../../src-worker/training/safetensors'
import { trainConfig } from './rank-fixtures'

const records = 150
/** Records of the valid role; the last 110 of the file, in reverse. */
const valid = Array.from({ length: 110 }, (_, i) => records - 1 - i)

/** A data set of seeded noise. */
export function writeDataset(folder: string): void {
  mkdirSync(folder, { recursive: true })
  const draw = random('test-dataset', 0)
  const bytes = Buffer.from(Uint8Array.from({ length: records * recordBytes(trainConfig.imageSize) }, () => draw.integer(256)))
  for (let record = 0; record < records; record++) bytes.writeUInt16LE(record % 10, record * recordBytes(trainConfig.imageSize))
  writeFileSync(join(folder, imagesFile), bytes)
  const meta: PackedMeta = {
    format: 1, name: 'noise', kind: 'class-folders', imageSize: trainConfig.imageSize, records, fingerprint: trainConfig.datasetFingerprint,
    classes: Array.from({ length: 10 }, (_, i) => String(i)), mean: [127, 127, 127], std: [64, 64, 64],
    order: { train: Array.from({ length: 40 }, (_, i) => i), valid, test: [] },
  }
  writeFileSync(join(folder, metaFile), JSON.stringify(meta))
}

/** A checkpoint of fresh weights, with one momentum buffer that nobody but a training has use for. */
export function writeCheckpoint(folder: string, step: number, seed: number, config: TrainConfig = trainConfig): void {
  const { layout } = createSupernet(config.space, config.classes)
  const stored = new Map<string, FileTensor>()
  const put = (name: string, weight: string, values: Float32Array) => stored.set(name, { shape: layout.entries.get(weight)?.shape ?? [], values })
  for (const stage of runSchedule(config).stages) {
    const prefix = config.stages === undefined ? '' : `stage${stage}/`
    const weights = partsOf(layout, initialWeights(layout, seed, stage))
    for (const [name, values] of weights) put(`${prefix}weights/${name}`, name, values)
    const [first = '', values = new Float32Array()] = [...weights][0] ?? []
    put(`${prefix}momentum/0/${first}`, first, values)
  }
  saveCheckpoint(folder, { step, totalSteps: 10, config, seen: [...layout.entries.keys()], tensors: stored }, 'test')
}
