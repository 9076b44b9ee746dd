import type { DatasetRecord, ScanReport, SourceChange, SourceReport } from '../../../src-contract/domain/dataset'
import { statisticsTexts } from '../../../src-contract/domain/choice-texts'
import { formatBytes, formatCount, formatPairs, formatSeconds, formatTime, printable } from './format'

const shown = 20

/** @param change what is known of its source folder by now */
export function describeDataset(dataset: DatasetRecord, change: SourceChange | null = null): string {
  const { counts, report } = dataset
  const pairs = formatPairs([
    ['data set', `${printable(dataset.name)} (${dataset.id})`],
    ['kind', dataset.kind],
    ['source', printable(dataset.sourcePath)],
    ...(change === null ? [] : [['source now', describeChange(change, dataset.indexed === true)] as const]),
    ['images', `${counts.train + counts.valid + counts.test} of side ${dataset.imageSize}: ${counts.train} train, ${counts.valid} valid, ${counts.test} test`],
    ['split', report.split],
    ['classes', `${dataset.classes.length}: ${listed(dataset.classes, 12)}`],
    ['mean, deviation', `${round(dataset.mean)} / ${round(dataset.std)}${dataset.statistics === undefined ? '' : ` (${statisticsTexts[dataset.statistics].title}, as chosen)`}`],
    ...reportPairs(report),
    dataset.indexed === true ? ['indexed', `${formatBytes(dataset.packedBytes)}; the images are read from the source folder`] : ['packed', formatBytes(dataset.packedBytes)],
    ['fingerprint', dataset.fingerprint],
    ['imported', `${formatTime(dataset.createdAt)} UTC in ${formatSeconds(report.seconds)} (${Math.round(report.imagesPerSecond)} images/s, memory ${formatBytes(report.peakMemoryBytes)})`],
  ])
  return [pairs, ...remarks(report)].join('\n\n')
}

export function describeScan(report: ScanReport): string {
  const { counts, classes, smallest, largest, differentSizes } = report
  const pairs = formatPairs([
    ['folder', printable(report.sourcePath)],
    ['kind', report.kind],
    ['images', `${report.accepted}: ${counts.train} train, ${counts.valid} valid, ${counts.test} test`],
    ['classes', `${classes.length}: ${listed(classes, 12)}`],
    ...reportPairs(report),
    ['size range', `${smallest.width}x${smallest.height} to ${largest.width}x${largest.height}, ${differentSizes} different`],
    ['suggested', `name ${printable(report.suggestedName)}, image size ${report.suggestedImageSize}, ${report.suggestedStorage} (${formatBytes(report.estimatedBytes)} packed${report.kind === 'class-folders' ? `, ${formatBytes(report.indexBytes)} indexed` : ''})`],
    ['scanned', `in ${formatSeconds(report.seconds)}, memory ${formatBytes(report.peakMemoryBytes)}`],
  ])
  return [pairs, ...remarks(report)].join('\n\n')
}

/** A sentence on the folder that a data set came from, or lies in where it is indexed. */
export function describeChange({ state, added, removed, modified }: SourceChange, indexed: boolean): string {
  switch (state) {
    case 'unchanged':
      return 'unchanged since the import'
    case 'changed':
      return `changed since the import: ${formatCount(added, 'file')} added, ${removed} removed, ${modified} modified${indexed ? '; training stops at the first file whose bytes are not those of the import' : ''}`
    case 'missing':
      return indexed ? 'no longer there, or not to be read: nothing can be trained until it is back' : 'no longer there, or not to be read; it is not needed'
    case 'unknown':
      return 'not remembered at the import'
  }
}

function reportPairs(report: SourceReport): [string, string][] {
  const { duplicates } = report
  return [
    ['files', `${report.seen} seen, ${report.accepted} taken, ${report.rejectedCount} rejected, ${report.ignored} ignored`],
    ['source sizes', report.sizes.slice(0, 5).map(({ size, images }) => `${size} (${images})`).join(', ')],
    ['duplicates', `${formatCount(duplicates.images, 'image')}; ${duplicates.withinSplits} within a split, ${duplicates.acrossSplits} across splits, ${duplicates.acrossClasses} across classes`],
  ]
}

/** Warnings, rejected files and pairs of equal images, as far as there are any. */
function remarks({ warnings, rejected, rejectedCount, duplicates }: SourceReport): string[] {
  const section = (title: string, lines: readonly string[], more: number): string[] => {
    if (lines.length === 0) return []
    const rest = more > 0 ? `\n  … and ${more} more` : ''
    return [`${title}:\n${lines.map((line) => `  ${printable(line)}`).join('\n')}${rest}`]
  }
  const { pairs } = duplicates
  const equal = pairs.slice(0, shown).map(([one, other]) => `${one.path} (${one.role}, ${one.class}) = ${other.path} (${other.role}, ${other.class})`)
  return [
    ...section('Worth a look', warnings, 0),
    ...section('Equal images', equal, pairs.length - equal.length),
    ...section('Rejected', rejected.slice(0, shown).map(({ path, reason }) => `${path}: ${reason}`), rejectedCount - Math.min(shown, rejected.length)),
  ]
}

function listed(names: readonly string[], most: number): string {
  const text = names.slice(0, most).map(printable).join(', ')
  return names.length > most ? `${text}, …` : text
}

function round(values: readonly number[]): string {
  return values.map((value) => value.toFixed(1)).join(' ')
}
