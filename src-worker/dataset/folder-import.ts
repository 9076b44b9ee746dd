import type { SplitChoice } from '../../src-contract/domain/dataset'
import type { StatisticsId } from '../../src-contract/domain/choices'
import type { ColourStatistics } from '../../src-contract/domain/statistics'
import type { Pass } from './image-pass'
import type { Pace } from './pace'
import type { Source } from './source'
import type { Split } from './split'

/** An import as decided, before anything is written. */
export interface FolderImport {
  readonly name: string
  readonly source: Source
  /** Real path of the source folder. */
  readonly folder: string
  readonly imageSize: number
  readonly split: SplitChoice
  readonly statistics: StatisticsId | undefined
  /** Where the files of the data set are written; given its final name when all are there. */
  readonly target: string
  readonly pace: Pace
}

/** What was written, for the record of the history. */
export interface WrittenDataset extends ColourStatistics {
  readonly pass: Pass
  readonly split: Split
  readonly fingerprint: string
  /** Of images or index. */
  readonly bytes: number
  readonly warnings: readonly string[]
}
