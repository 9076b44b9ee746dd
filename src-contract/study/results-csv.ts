/** The results of a study as CSV files that another history, or another program, can read: one row a run, one row a point of a curve. */
import { csvFields, csvLine, type Cell } from '../csv'
import type { Versions } from '../domain/run'
import { StudioError } from '../errors'
import type { CurvePoint, StudyResult } from './study'

const versionIds = ['studio', 'electron', 'node', 'tfjs', 'tensorflow', 'sqlite'] as const satisfies readonly (keyof Versions)[]
const facts = [
  'arm', 'seed', 'run', 'created_at', 'ended_at', 'steps', 'training_seconds', 'weights_sha256', 'threads', 'one_dnn', ...versionIds,
  'evaluated_step', 'architectures', 'live_graphs', 'images', 'evaluation_seconds',
] as const
const curveColumns = ['arm', 'seed', 'curve', 'step', 'value']

/** Facts of each run, then every figure that any of them has, then its whole configuration. */
export function resultsCsv(results: readonly StudyResult[]): string {
  const figures = [...new Set(results.flatMap((result) => Object.keys(result.figures)))].sort()
  const line = (result: StudyResult): string => {
    const { evaluation, versions } = result
    const cells: Cell[] = [
      result.arm, result.seed, result.runId, result.createdAt, result.endedAt, result.steps, result.seconds, result.weightsSha256, result.threads, result.oneDnn ? 1 : 0,
      ...versionIds.map((id) => versions[id]),
      ...(evaluation === null ? [null, null, null, null, null] : [evaluation.step, evaluation.architectures, evaluation.liveGraphs, evaluation.images, evaluation.seconds]),
      ...figures.map((figure) => result.figures[figure] ?? null),
      result.config,
    ]
    return csvLine(cells)
  }
  return csvLine([...facts, ...figures, 'config']) + results.map(line).join('')
}

export function curvesCsv(results: readonly StudyResult[]): string {
  const lines = results.flatMap(({ arm, seed, curves }) => Object.entries(curves).flatMap(([curve, points]) => points.map(({ step, value }) => csvLine([arm, seed, curve, step, value]))))
  return csvLine(curveColumns) + lines.join('')
}

/** @param source what the files are called in messages. Throws 'study-malformed' naming the line. */
export function parseResults(text: string, curvesText: string, source: { readonly results: string; readonly curves: string }): readonly StudyResult[] {
  const curves = parseCurves(curvesText, source.curves)
  return rowsOf(text, source.results, [...facts, 'config']).map((row): StudyResult => {
    const [arm, seed] = [row.text('arm'), row.number('seed')]
    const evaluatedStep = row.numberOrNull('evaluated_step')
    const config = row.text('config')
    if (!isObject(config)) row.fail('its "config" is no JSON object')
    return {
      arm,
      seed,
      runId: row.text('run'),
      createdAt: row.text('created_at'),
      endedAt: row.textOrNull('ended_at'),
      steps: row.number('steps'),
      seconds: row.number('training_seconds'),
      finalLoss: row.numberOrNull('finalLoss'),
      weightsSha256: row.textOrNull('weights_sha256'),
      threads: row.number('threads'),
      oneDnn: row.number('one_dnn') === 1,
      versions: Object.fromEntries(versionIds.map((id) => [id, row.text(id)])) as Record<keyof Versions, string>,
      config,
      evaluation:
        evaluatedStep === null
          ? null
          : { step: evaluatedStep, architectures: row.number('architectures'), liveGraphs: row.number('live_graphs'), images: row.number('images'), seconds: row.number('evaluation_seconds') },
      figures: Object.fromEntries(row.others([...facts, 'config']).map((figure) => [figure, row.numberOrNull(figure)])),
      curves: curves.get(`${arm} ${seed}`) ?? {},
    }
  })
}

function parseCurves(text: string, source: string): ReadonlyMap<string, Readonly<Record<string, readonly CurvePoint[]>>> {
  const found = new Map<string, Record<string, CurvePoint[]>>()
  for (const row of rowsOf(text, source, curveColumns)) {
    const key = `${row.text('arm')} ${row.number('seed')}`
    const curves = found.get(key) ?? {}
    found.set(key, curves)
    const name = row.text('curve')
    curves[name] = [...(curves[name] ?? []), { step: row.number('step'), value: row.number('value') }]
  }
  return found
}

interface Row {
  text(column: string): string
  textOrNull(column: string): string | null
  number(column: string): number
  numberOrNull(column: string): number | null
  others(known: readonly string[]): readonly string[]
  fail(reason: string): never
}

function rowsOf(text: string, source: string, needed: readonly string[]): readonly Row[] {
  const lines = text.split(/\r?\n/)
  const fail = (line: number, reason: string): never => {
    throw new StudioError('study-malformed', `${source}, line ${line}: ${reason}. Export the study again.`)
  }
  const columns = csvFields(lines[0] ?? '') ?? fail(1, 'a quote is not closed')
  const lacking = needed.find((column) => !columns.includes(column))
  if (lacking !== undefined) return fail(1, `there is no column "${lacking}"`)
  return lines.slice(1).flatMap((line, at): Row[] => {
    if (line === '') return []
    const number = at + 2
    const cells = csvFields(line) ?? fail(number, 'a quote is not closed')
    if (cells.length !== columns.length) return fail(number, `${columns.length} fields are needed, found ${cells.length}`)
    return [rowOf(new Map(columns.map((column, place) => [column, cells[place] ?? ''])), (reason) => fail(number, reason))]
  })
}

function rowOf(cells: ReadonlyMap<string, string>, fail: (reason: string) => never): Row {
  const textOrNull = (column: string): string | null => {
    const cell = cells.get(column) ?? ''
    return cell === '' ? null : cell
  }
  const text = (column: string): string => textOrNull(column) ?? fail(`"${column}" is empty`)
  const numberOrNull = (column: string): number | null => {
    const cell = textOrNull(column)
    if (cell === null) return null
    const value = /^-?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(cell) ? Number(cell) : NaN
    return Number.isFinite(value) ? value : fail(`"${column}" is "${cell}", which is no number`)
  }
  return {
    text,
    textOrNull,
    number: (column) => numberOrNull(column) ?? fail(`"${column}" is empty`),
    numberOrNull,
    others: (known) => [...cells.keys()].filter((column) => !known.includes(column)),
    fail,
  }
}

function isObject(text: string): boolean {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null && !Array.isArray(value)
  } catch {
    // Said by the caller, with the line.
    return false
  }
}
