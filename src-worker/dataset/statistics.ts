import type { DatasetKind, StatisticsId } from '../../src-contract/domain/choices'
import { publishedStatistics, type Channels, type ColourStatistics } from '../../src-contract/domain/statistics'
import { cifar10Classes } from './formats/cifar-names'
import type { Pace } from './pace'

/**
 * What the images are normalised with, or null where that is to be measured: what the user chose, else the published
 * values where the set is CIFAR (also CIFAR-10 as class folders of 32 pixels).
 */
export function chosenStatistics(choice: StatisticsId | undefined, kind: DatasetKind, classes: readonly string[], imageSize: number): ColourStatistics | null {
  if (choice !== undefined) return choice === 'measured' ? null : publishedStatistics[choice]
  if (kind === 'cifar-10' || kind === 'cifar-100') return publishedStatistics[kind]
  const isCifar10 = kind === 'class-folders' && imageSize === 32 && classes.join() === cifar10Classes.join()
  return isCifar10 ? publishedStatistics['cifar-10'] : null
}

/** Mean and standard deviation of pixels, added up image by image. */
export class ColourSums {
  private readonly sum = [0, 0, 0]
  private readonly squares = [0, 0, 0]
  private count = 0

  /** Pixels of three channels, interleaved. */
  add(bytes: Uint8Array): void {
    const { sum, squares } = this
    for (let at = 0; at < bytes.length; at++) {
      const channel = at % 3
      const value = bytes[at] ?? 0
      sum[channel] = (sum[channel] ?? 0) + value
      squares[channel] = (squares[channel] ?? 0) + value * value
    }
    this.count += bytes.length / 3
  }

  result(): ColourStatistics {
    const mean = this.sum.map((value) => value / this.count)
    // Images of one colour have no spread; dividing by one leaves them as they are.
    const std = this.squares.map((value, channel) => Math.sqrt(Math.max(0, value / this.count - (mean[channel] ?? 0) ** 2)) || 1)
    return { mean: mean as unknown as Channels, std: std as unknown as Channels }
  }
}

/** Statistics of records' pixels, read one after another. */
export async function measureStatistics(records: readonly number[], read: (record: number) => Uint8Array, pace: Pace): Promise<ColourStatistics> {
  await pace.begin('Measuring colours', 'images', records.length)
  const sums = new ColourSums()
  for (const record of records) {
    sums.add(read(record))
    await pace.step()
  }
  await pace.end()
  return sums.result()
}
