import type { DatasetRecord } from '../../../src-contract/domain/dataset'
import { formatBytes, formatPairs, formatSeconds, formatTime, printable } from './format'

const shown = 20

export function describeDataset(dataset: DatasetRecord): string {
  const { counts, report } = dataset
  const pairs = formatPairs([
    ['data set', `${printable(dataset.name)} (${dataset.id})`],
    ['kind', dataset.kind],
    ['source', printable(dataset.sourcePath)],
    ['images', `${counts.train + counts.valid + counts.test} of side ${dataset.imageSize}: ${counts.train} train, ${counts.valid} valid, ${counts.test} test`],
    ['split', report.split],
    ['classes', `${dataset.classes.length}: ${listed(dataset.classes, 12)}`],
    ['mean, deviation', `${round(dataset.mean)} / ${round(dataset.std)}`],
    ['files', `${report.seen} seen, ${report.accepted} taken, ${report.rejected.length} rejected, ${report.ignored} ignored`],
    ['source sizes', report.sizes.slice(0, 5).map(({ size, images }) => `${size} (${images})`).join(', ')],
    ['duplicates', `${report.duplicates.images} images; ${report.duplicates.acrossSplits} across splits, ${report.duplicates.acrossClasses} across classes`],
    ['packed', formatBytes(dataset.packedBytes)],
    ['fingerprint', dataset.fingerprint],
    ['imported', `${formatTime(dataset.createdAt)} UTC in ${formatSeconds(report.seconds)} (${Math.round(report.imagesPerSecond)} images/s, memory ${formatBytes(report.peakMemoryBytes)})`],
  ])
  const rejected = report.rejected.slice(0, shown).map(({ path, reason }) => `  ${printable(path)}: ${printable(reason)}`)
  if (report.rejected.length > shown) rejected.push(`  … and ${report.rejected.length - shown} more (all of them with --json)`)
  const sections = [pairs]
  if (report.warnings.length > 0) sections.push(`Worth a look:\n${report.warnings.map((warning) => `  ${printable(warning)}`).join('\n')}`)
  if (rejected.length > 0) sections.push(`Rejected:\n${rejected.join('\n')}`)
  return sections.join('\n\n')
}

function listed(names: readonly string[], most: number): string {
  const text = names.slice(0, most).map(printable).join(', ')
  return names.length > most ? `${text}, …` : text
}

function round(values: readonly number[]): string {
  return values.map((value) => value.toFixed(1)).join(' ')
}
