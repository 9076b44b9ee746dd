/** The report of a study as tables: CSV for programs, LaTeX for papers. Pure. */
import { csvLine, type Cell } from '../csv'
import { figureTitle } from './figure'
import type { ArmFigure, Difference, StudyReport } from './report'
import { differenceParts, floorIds, floorText, meanParts, percent } from './report-text'
import { armTitle, armTitleOf, type RoledFigure, type StudyFile } from './study-file'

const seedText = (values: ArmFigure['values']): string => values.map(({ seed }) => seed).join(' ')

/** Floors stand among the arms, with no runs behind them. */
export function summaryCsv(study: StudyFile, { arms, figures, floors }: StudyReport): string {
  const lines = arms.flatMap(({ arm, figures: own }) =>
    own.map(({ key, sample, values }): Cell[] => {
      const { role, figure, score, truth } = figureOf(figures, key)
      return [arm, armTitleOf(study, arm), role, figure, score ?? null, truth ?? null, sample?.n ?? 0, sample?.mean ?? null, sample?.std ?? null, seedText(values)]
    }),
  )
  const floorLines = floorIds.flatMap(({ id, title }) =>
    floors.map(({ key, [id]: value }): Cell[] => {
      const { role, figure, score, truth } = figureOf(figures, key)
      return [id, title, role, figure, score ?? null, truth ?? null, 0, value, null, '']
    }),
  )
  return [['arm', 'title', 'role', 'figure', 'score', 'truth', 'n', 'mean', 'std', 'seeds'], ...lines, ...floorLines].map(csvLine).join('')
}

export function differencesCsv({ differences, figures, reference, confidence }: StudyReport): string {
  const lines = differences.map(({ arm, key, sample, interval, values }): Cell[] => {
    const { role, figure, score, truth } = figureOf(figures, key)
    return [arm, reference, role, figure, score ?? null, truth ?? null, sample?.n ?? 0, sample?.mean ?? null, sample?.std ?? null, confidence, interval?.low ?? null, interval?.high ?? null, seedText(values)]
  })
  return [['arm', 'reference', 'role', 'figure', 'score', 'truth', 'pairs', 'mean_difference', 'std', 'confidence', 'low', 'high', 'seeds'], ...lines].map(csvLine).join('')
}

/** Two tables for the package booktabs: arms with mean ± std, and differences to the reference arm with their intervals. */
export function latexTables(study: StudyFile, report: StudyReport, sha256: string): string {
  const { figures, arms, floors, differences, reference, confidence } = report
  const heads = figures.map((figure) => `\\shortstack{${latexText(figureTitle(figure)).replaceAll(', ', '\\\\')}}`)
  const align = `l${'r'.repeat(figures.length)}`
  const table = (head: string, rows: readonly string[]): string => [`\\begin{tabular}{${align}}`, '\\toprule', `${[head, ...heads].join(' & ')} \\\\`, '\\midrule', ...rows.map((row) => `${row} \\\\`), '\\bottomrule', '\\end{tabular}', ''].join('\n')
  const means = arms.map(({ arm, figures: own }) => [latexText(armTitleOf(study, arm)), ...own.map((figure) => meanText(figure))].join(' & '))
  const floorRows = floors.length === 0 ? [] : floorIds.map(({ id, title }) => [title, ...figures.map(({ key }) => floorCell(floorText(report, key, id)))].join(' & '))
  const others = study.arms.filter(({ name }) => name !== reference)
  const pairs = others.map((arm) => [latexText(armTitle(arm)), ...figures.map(({ key }) => differenceText(differences.find((each) => each.arm === arm.name && each.key === key)))].join(' & '))
  const comment = (text: string): string => text.split('\n').map((line) => `% ${line}\n`).join('')
  const told = [`Study ${study.name}, file SHA-256 ${sha256}`, 'Mean ± sample standard deviation over n seeds (n in parentheses).', ...report.notes].map(comment).join('')
  const second = `Paired differences by seed to "${reference}": mean with its ${percent(confidence)} t interval (number of pairs).`
  return `${told}${table('', [...means, ...floorRows])}\n${comment(second)}${table('', pairs)}`
}

const floorCell = (text: string | null): string => (text === null ? '--' : `$${text}$`)

function meanText({ sample }: ArmFigure): string {
  const parts = meanParts(sample)
  return parts === null ? '--' : `$${parts.mean}${parts.std === null ? '' : ` \\pm ${parts.std}`}$ (${parts.n})`
}

function differenceText(difference: Difference | undefined): string {
  const parts = differenceParts(difference)
  if (parts === null) return '--'
  const range = parts.range === null ? '' : `\\; [${parts.range.low}, ${parts.range.high}]`
  return `$${parts.mean}${range}$ (${parts.n})`
}

const special: Readonly<Record<string, string>> = { '\\': '\\textbackslash{}', '~': '\\textasciitilde{}', '^': '\\textasciicircum{}', τ: '$\\tau$', ρ: '$\\rho$', γ: '$\\gamma$' }

function latexText(text: string): string {
  return text.replace(/[\\~^τργ]|[&%$#_{}]/g, (sign) => special[sign] ?? `\\${sign}`)
}

function figureOf(figures: readonly RoledFigure[], key: string): RoledFigure {
  const found = figures.find((figure) => figure.key === key)
  if (found === undefined) throw new RangeError(`A report has no figure "${key}".`)
  return found
}
