/** A data set as jobs use it, wherever its images lie: batches to train on, and held-out batches to rank with. */
import type { IndexedMeta, PackedMeta } from '../../src-contract/domain/dataset'
import type { TrainConfig } from '../../src-contract/domain/run'
import { StudioError } from '../../src-contract/errors'
import type { JobContext } from '../jobs/job-context'
import { evaluationBatch, trainBatches, type Batch } from './batches'
import { openIndex } from './indexed/indexed-dataset'
import { Pace } from './pace'
import { openPackedDataset, readMeta } from './packed-dataset'
import { DecoderPool } from './stream/decoder-pool'
import { decodeHeldOut } from './stream/held-out-file'
import { ImageStream } from './stream/image-stream'
import { streamedTrainBatches } from './stream/streamed-batches'

export interface OpenDataset {
  readonly meta: Pick<PackedMeta | IndexedMeta, 'name' | 'imageSize'>
  /** Records held out for ranking, in a seeded stratified order. */
  readonly valid: ArrayLike<number>
  /** Number of decoder threads; null for a packed set, which needs none. */
  readonly decoders: number | null
  /** By stage and step; pixels are valid until the next batch is asked for. */
  trainBatches(): (stage: number, step: number) => Batch | Promise<Batch>
  /**
   * Batches of records, not augmented, by their position; they can be read any number of times.
   * @param scratch a file that may be made for them; it leaves nothing behind
   */
  heldOut(batches: readonly Uint32Array[], scratch: string): Promise<(position: number) => Batch>
  close(): Promise<void>
}

/** Opens the data set of a run; throws 'dataset-changed' where it is not the one that the run began with. */
export function openDataset(folder: string, config: TrainConfig, context: JobContext): OpenDataset {
  const content = readMeta(folder)
  const isIndexed = typeof content === 'object' && content !== null && 'storage' in content && content.storage === 'indexed'
  return isIndexed ? indexedDataset(folder, content, config, context) : packedDataset(folder, content, config)
}

function checkFingerprint(folder: string, { fingerprint }: Pick<PackedMeta, 'fingerprint'>, config: TrainConfig): void {
  if (fingerprint === config.datasetFingerprint) return
  throw new StudioError('dataset-changed', `The data set in ${folder} is not the one this run was started with: its fingerprint differs. Import the original again.`)
}

function packedDataset(folder: string, content: unknown, config: TrainConfig): OpenDataset {
  const packed = openPackedDataset(folder, content)
  const close = (): Promise<void> => {
    packed.close()
    return Promise.resolve()
  }
  try {
    checkFingerprint(folder, packed.meta, config)
  } catch (error) {
    packed.close()
    throw error
  }
  return {
    meta: packed.meta,
    valid: packed.meta.order.valid,
    decoders: null,
    trainBatches: () => trainBatches(packed, config),
    heldOut: (batches) => Promise.resolve((position) => evaluationBatch(packed, batches[position] ?? [])),
    close,
  }
}

function indexedDataset(folder: string, content: unknown, config: TrainConfig, context: JobContext): OpenDataset {
  const { meta, index } = openIndex(folder, content)
  checkFingerprint(folder, meta, config)
  const decoders = config.runtime.decoders ?? 1
  const { imageSize, mean, std, sourcePath } = meta
  const pool = new DecoderPool(context.decoderScript, decoders, { root: sourcePath, side: imageSize, mean, std })
  const stream = new ImageStream(index, pool, (path, reason) =>
    context.emit({ kind: 'log', level: 'warning', message: `${path} is left out, the next image of the order takes its place: ${reason}.` }),
  )
  const closing: (() => void)[] = []
  return {
    meta,
    valid: index.order('valid'),
    decoders,
    trainBatches: () => streamedTrainBatches(index, imageSize, stream, config),
    heldOut: async (batches, scratch) => {
      const records = Uint32Array.from(batches.flatMap((batch) => [...batch]))
      const file = await decodeHeldOut(index, meta, stream, records, scratch, new Pace(context))
      closing.push(() => file.close())
      const begins = batches.map((_, i) => batches.slice(0, i).reduce((sum, batch) => sum + batch.length, 0))
      return (position) => evaluationBatch(file, Array.from({ length: batches[position]?.length ?? 0 }, (_, i) => (begins[position] ?? 0) + i))
    },
    close: async () => {
      closing.forEach((close) => close())
      await pool.close()
    },
  }
}
