import { cifar10Classes } from './formats/cifar-names'
import type { DatasetKind } from '../../src-contract/domain/choices'
import type { Pace } from './pace'

type Channels = readonly [number, number, number]

/** Published per-channel mean and standard deviation of the training images, 0..255. */
const published: Readonly<Partial<Record<DatasetKind, { readonly mean: Channels; readonly std: Channels }>>> = {
  'cifar-10': { mean: [125.3, 123, 113.9], std: [63, 62.1, 66.7] },
  'cifar-100': { mean: [129.3, 124.1, 112.4], std: [68.2, 65.4, 70.4] },
}

/** The published values where the set is CIFAR (also CIFAR-10 as class folders of 32 pixels), else null. */
export function publishedStatistics(kind: DatasetKind, classes: readonly string[], imageSize: number): { mean: Channels; std: Channels } | null {
  const isCifar10 = kind === 'class-folders' && imageSize === 32 && classes.join() === cifar10Classes.join()
  return published[isCifar10 ? 'cifar-10' : kind] ?? null
}

/** Mean and standard deviation of records' pixels, read one after another. */
export async function measureStatistics(records: readonly number[], read: (record: number) => Uint8Array, pace: Pace): Promise<{ mean: Channels; std: Channels }> {
  await pace.begin('Measuring colours', 'images', records.length)
  const sum = [0, 0, 0]
  const squares = [0, 0, 0]
  let count = 0
  for (const record of records) {
    const bytes = read(record)
    for (let at = 0; at < bytes.length; at++) {
      const channel = at % 3
      const value = bytes[at] ?? 0
      sum[channel] = (sum[channel] ?? 0) + value
      squares[channel] = (squares[channel] ?? 0) + value * value
    }
    count += bytes.length / 3
    await pace.step()
  }
  await pace.end()
  const mean = sum.map((value) => value / count)
  // Images of one colour have no spread; dividing by one leaves them as they are.
  const std = squares.map((value, channel) => Math.sqrt(Math.max(0, value / count - (mean[channel] ?? 0) ** 2)) || 1)
  return { mean: mean as unknown as Channels, std: std as unknown as Channels }
}
