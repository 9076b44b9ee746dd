import { figureTitle } from '../../../src-contract/study/figure'
import { stateWords, type StudyReport } from '../../../src-contract/study/report'
import { differenceParts, floorIds, floorText, meanParts, percent } from '../../../src-contract/study/report-text'
import type { StudyView } from '../../../src-contract/study/study'
import { armTitle, type StudyFile } from '../../../src-contract/study/study-file'
import type { StudyStatus } from '../../studies/view-study'
import { formatCount, formatTable, formatTime, printable } from './format'

/** For scripts: every run with its state, and the report. */
export function studyFields({ view, report }: StudyStatus): object {
  const { id, name, sha256, createdAt, file, cells } = view
  const sampleFields = (sample: StudyReport['differences'][number]['sample']): object => ({ n: sample?.n ?? 0, mean: sample?.mean ?? null, std: sample?.std ?? null })
  return {
    study: id,
    name,
    sha256,
    createdAt,
    dataset: file.dataset,
    reference: report.reference,
    confidence: report.confidence,
    done: report.done,
    total: report.total,
    runs: cells.map(({ runId, ...cell }) => ({ ...cell, run: runId })),
    arms: report.arms.map(({ arm, figures, missing }) => ({ arm, figures: Object.fromEntries(figures.map(({ key, sample, values }) => [key, { ...sampleFields(sample), values }])), missing })),
    floors: report.floors,
    differences: report.differences.map(({ arm, key, sample, interval, values }) => ({ arm, figure: key, ...sampleFields(sample), low: interval?.low ?? null, high: interval?.high ?? null, values })),
    notes: report.notes,
  }
}

export function describeStudy(status: StudyStatus): string {
  const { view, report } = status
  const { file } = view
  const head = `Study ${view.id} (${printable(view.name)}) on ${printable(file.dataset)}: ${report.done} of ${formatCount(report.total, 'run')} done.\nFile SHA-256 ${view.sha256}, entered ${formatTime(view.createdAt)} (UTC)`
  const parts = [head, ...(file.description === undefined ? [] : [printable(file.description)]), cellTable(view)]
  if (report.done > 0) {
    parts.push(`Mean ± sample standard deviation (n); ${file.figures.primary.length === 1 ? 'the first is the primary figure' : `the first ${file.figures.primary.length} are the primary figures`}:\n${meanTable(file, report)}`)
    if (file.arms.length > 1) parts.push(`Differences to "${report.reference}" by seed: mean with its ${percent(report.confidence)} t interval (pairs). Intervals of few pairs are wide, and are not corrected for their number:\n${differenceTable(file, report)}`)
  }
  if (report.notes.length > 0) parts.push(report.notes.map((note) => `Note: ${printable(note)}`).join('\n'))
  return parts.join('\n\n')
}

function cellTable({ file, cells }: StudyView): string {
  return formatTable(
    ['arm', ...file.seeds.map((seed) => `seed ${seed}`)],
    file.arms.map((arm) => [
      printable(armTitle(arm)),
      ...file.seeds.map((seed) => {
        const cell = cells.find((each) => each.arm === arm.name && each.seed === seed)
        if (cell === undefined) return ''
        if (cell.imported) return 'done (imported)'
        const progress = cell.state === 'done' || cell.totalSteps === null ? '' : ` ${Math.floor((100 * cell.steps) / cell.totalSteps)}%`
        return `${stateWords[cell.state]}${progress}${cell.runId === null ? '' : ` ${cell.runId}`}`
      }),
    ]),
  )
}

/** A line for each figure: there are more of them than fit side by side. */
function meanTable(file: StudyFile, { figures, arms, floors }: StudyReport): string {
  return formatTable(
    ['figure', ...file.arms.map((arm) => `${printable(armTitle(arm))}>`), ...floorIds.map(({ title }) => `${title}>`)],
    figures.map((figure) => [
      figureTitle(figure),
      ...arms.map(({ figures: own }) => {
        const parts = meanParts(own.find(({ key }) => key === figure.key)?.sample ?? null)
        return parts === null ? '–' : `${parts.mean}${parts.std === null ? '' : ` ± ${parts.std}`} (${parts.n})`
      }),
      ...floorIds.map(({ id }) => floorText({ floors }, figure.key, id) ?? '–'),
    ]),
  )
}

function differenceTable(file: StudyFile, { figures, differences, reference }: StudyReport): string {
  const others = file.arms.filter(({ name }) => name !== reference)
  return formatTable(
    ['figure', ...others.map((arm) => `${printable(armTitle(arm))}>`)],
    figures.map((figure) => [
      figureTitle(figure),
      ...others.map((arm) => {
        const parts = differenceParts(differences.find((each) => each.arm === arm.name && each.key === figure.key))
        if (parts === null) return '–'
        return `${parts.mean}${parts.range === null ? '' : ` [${parts.range.low}, ${parts.range.high}]`} (${parts.n})`
      }),
    ]),
  )
}
