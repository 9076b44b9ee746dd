import type { TrainConfig } from '../../../src-contract/domain/run'
import { runSchedule } from '../../../src-contract/run-schedule'
import { stepsPerEpoch } from '../../../src-contract/schedule'
import { batchBounds, epochOrder, type Batch } from '../batches'
import type { FileIndex } from '../indexed/index-file'
import type { ImageStream } from './image-stream'

/** Batches that are decoded while the one before is trained on. */
const ahead = 2

interface Loading {
  readonly target: SharedArrayBuffer
  /** Never rejects, since nobody may be waiting for it any more. */
  readonly outcome: Promise<{ readonly batch: Batch } | { readonly error: unknown }>
}

/**
 * Training batches of an indexed set by stage and step, in the order of packed sets, decoded ahead of their turn. Any
 * step can be asked for. Pixels of a batch are valid until the next one is asked for.
 */
export function streamedTrainBatches(index: FileIndex, side: number, stream: ImageStream, config: TrainConfig): (stage: number, step: number) => Promise<Batch> {
  const { seed, trainImages, batch, augment } = config
  const perEpoch = stepsPerEpoch(trainImages, batch)
  const { stageSteps } = runSchedule(config)
  const train = index.order('train')
  const size = side * side * 3
  // The last batch of an epoch may have one image more than the others.
  const free: SharedArrayBuffer[] = []
  const capacity = (Math.min(batch, trainImages) + 1) * size * Float32Array.BYTES_PER_ELEMENT
  const loading = new Map<string, Loading>()
  const orders = new Map<string, Uint32Array>()
  let inUse: SharedArrayBuffer | null = null

  const orderOf = (stage: number, epoch: number): Uint32Array => {
    const key = `${stage}/${epoch}`
    const found = orders.get(key)
    if (found !== undefined) return found
    const [oldest] = orders.keys()
    if (orders.size > 1 && oldest !== undefined) orders.delete(oldest)
    const order = epochOrder(seed, stage, epoch, trainImages)
    orders.set(key, order)
    return order
  }

  const load = async (target: SharedArrayBuffer, stage: number, step: number): Promise<Batch> => {
    const order = orderOf(stage, Math.floor(step / perEpoch))
    const [from, end] = batchBounds(step % perEpoch, trainImages, batch)
    const candidate = (slot: number, attempt: number) => train[order[(from + slot + attempt) % trainImages] ?? 0] ?? 0
    const look = { kind: 'train', seed, stage, step, flip: augment.flip, leastArea: augment.leastArea ?? 0, jitter: augment.jitter ?? 0 } as const
    const records = await stream.load(target, look, { slots: end - from, candidate, attempts: trainImages })
    return { pixels: new Float32Array(target, 0, (end - from) * size), labels: Int32Array.from(records, (record) => index.label(record)) }
  }

  const begin = (stage: number, step: number): Loading => {
    const target = free.pop() ?? new SharedArrayBuffer(capacity)
    return { target, outcome: load(target, stage, step).then((done) => ({ batch: done }), (error: unknown) => ({ error })) }
  }

  return async (stage, step) => {
    if (inUse !== null) free.push(inUse)
    inUse = null
    const wanted = Array.from({ length: 1 + ahead }, (_, i) => step + i).filter((each) => each === step || each < stageSteps).map((each) => `${stage}/${each}`)
    for (const [key, { target, outcome }] of loading) {
      if (wanted.includes(key)) continue
      loading.delete(key)
      void outcome.then(() => free.push(target))
    }
    wanted.forEach((key, i) => {
      if (!loading.has(key)) loading.set(key, begin(stage, step + i))
    })
    const [first = ''] = wanted
    const current = loading.get(first) ?? begin(stage, step)
    loading.delete(first)
    const result = await current.outcome
    inUse = current.target
    if ('error' in result) throw result.error
    return result.batch
  }
}
