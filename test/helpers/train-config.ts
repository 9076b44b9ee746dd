import type { DatasetRecord } from '../../src-contract/domain/dataset'

export function datasetRecord(change: Partial<DatasetRecord> = {}): DatasetRecord {
  return {
    id: 'dataset1',
    name: 'pictures',
    kind: 'class-folders',
    sourcePath: '/pictures',
    imageSize: 32,
    classes: ['cat', 'dog'],
    counts: { train: 500, valid: 400, test: 0 },
    mean: [1, 2, 3],
    std: [4, 5, 6],
    fingerprint: 'f'.repeat(64),
    packedBytes: 1000,
    createdAt: '2026-01-01T00:00:00.000Z',
    report: {
      seen: 900,
      accepted: 900,
      ignored: 0,
      rejectedCount: 0,
      rejected: [],
      warnings: [],
      perClass: {},
      sizes: [],
      duplicates: { images: 0, withinSplits: 0, acrossSplits: 0, acrossClasses: 0, pairs: [] },
      split: 'halved',
      seconds: 1,
      imagesPerSecond: 900,
      peakMemoryBytes: 1,
    },
    ...change,
  }
}
