import type { TrainConfig } from '../../src-contract/domain/run'
import { stepsPerEpoch } from '../../src-contract/schedule'
import { random } from '../random'
import { inPlace, normalisation, writeNormalised, type Placement } from './normalisation'
import type { PackedDataset } from './packed-dataset'

/** One batch on its way to the device: normalised pixels NHWC and labels. */
export interface Batch {
  readonly pixels: Float32Array
  readonly labels: Int32Array
}

/**
 * Positions 0..images-1 in the order of an epoch, cut into batches; the smaller last one is kept, and a remainder of a
 * single image joins the batch before, since statistics of one image are none.
 */
export function epochBatches(seed: number, stage: number, epoch: number, images: number, batch: number): Uint32Array[] {
  const order = epochOrder(seed, stage, epoch, images)
  return Array.from({ length: stepsPerEpoch(images, batch) }, (_, i) => order.subarray(...batchBounds(i, images, batch)))
}

export function epochOrder(seed: number, stage: number, epoch: number, images: number): Uint32Array {
  return random('order', seed, stage, epoch).permutation(images)
}

/** First position of a batch of an epoch, and the one after its last. */
export function batchBounds(index: number, images: number, batch: number): [number, number] {
  return [index * batch, index === stepsPerEpoch(images, batch) - 1 ? images : (index + 1) * batch]
}

/** Training batches of a run by stage and step, augmented and normalised. Any step can be asked for, in any order. */
export function trainBatches(dataset: PackedDataset, config: Pick<TrainConfig, 'seed' | 'trainImages' | 'batch' | 'augment'>): (stage: number, step: number) => Batch {
  const { seed, trainImages, batch, augment } = config
  const perEpoch = stepsPerEpoch(trainImages, batch)
  const write = imageWriter(dataset)
  let current: { readonly key: string; readonly batches: Uint32Array[] } | null = null
  return (stage, step) => {
    const epoch = Math.floor(step / perEpoch)
    const key = `${stage}/${epoch}`
    if (current?.key !== key) current = { key, batches: epochBatches(seed, stage, epoch, trainImages, batch) }
    const positions = current.batches[step % perEpoch] ?? new Uint32Array()
    const draw = random('augment', seed, stage, step)
    return fill(dataset, positions, dataset.meta.order.train, (record, target, offset) => {
      const mirrored = augment.flip && draw.integer(2) === 1
      const shift = () => (augment.cropPadding > 0 ? draw.integer(2 * augment.cropPadding + 1) - augment.cropPadding : 0)
      return write(record, target, offset, { mirrored, down: shift(), right: shift() })
    })
  }
}

/** Images of one size that can be read one by one. */
export type ImageRecords = Pick<PackedDataset, 'read'> & { readonly meta: Pick<PackedDataset['meta'], 'imageSize' | 'mean' | 'std'> }

/** One batch of held-out records, normalised and not augmented. */
export function evaluationBatch(dataset: ImageRecords, records: ArrayLike<number>): Batch {
  const write = imageWriter(dataset)
  return fill(dataset, Uint32Array.from({ length: records.length }, (_, i) => i), records, (record, target, offset) => write(record, target, offset, inPlace))
}

function fill(dataset: ImageRecords, positions: Uint32Array, records: ArrayLike<number>, write: (record: number, target: Float32Array, offset: number) => number): Batch {
  const size = dataset.meta.imageSize ** 2 * 3
  const pixels = new Float32Array(positions.length * size)
  const labels = new Int32Array(positions.length)
  positions.forEach((position, i) => {
    labels[i] = write(records[position] ?? 0, pixels, i * size)
  })
  return { pixels, labels }
}

/** Writes one image at an offset, placed and normalised. Answers the label. */
function imageWriter(dataset: ImageRecords): (record: number, target: Float32Array, offset: number, placement: Placement) => number {
  const { imageSize, mean, std } = dataset.meta
  const table = normalisation(mean, std)
  return (record, target, offset, placement) => {
    const { label, pixels } = dataset.read(record)
    writeNormalised(target, offset, pixels, imageSize, table, placement)
    return label
  }
}
