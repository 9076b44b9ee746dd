import { csvFields } from '../csv'
import { StudioError } from '../errors'
import type { Architecture, SearchSpace } from './search-space'

/** Above this the table of results would not fit in memory. */
export const mostScores = 1_000_000

export interface ScoredArchitecture {
  readonly architecture: Architecture
  readonly score: number
}

/**
 * Reads scores made elsewhere: a CSV file with an architecture (an index, the space's own string or a JSON list of
 * operation numbers in quotes) and a number on each line. A first line of names is optional; with it the columns `index`
 * or `architecture` and `score` are taken wherever they stand, without it there are those two. `#` begins a comment.
 * Throws 'scores-malformed' naming source and line.
 * @returns at least two, each architecture once, in the order of the file
 */
export function parseScores(text: string, source: string, space: Pick<SearchSpace, 'parse'>): ScoredArchitecture[] {
  const found: ScoredArchitecture[] = []
  const lineOf = new Map<string, number>()
  let columns: Columns | null = null
  for (const [at, raw] of text.replace(/^\uFEFF/, '').split(/\r?\n/).entries()) {
    const number = at + 1
    const fail = (reason: string, cause?: unknown): never => {
      throw new StudioError('scores-malformed', `${source}, line ${number}: ${reason}`, cause)
    }
    if (raw.trim() === '' || raw.trimStart().startsWith('#')) continue
    const fields = csvFields(raw) ?? fail('a quotation mark is not closed, or stands in the middle of a field.')
    if (columns === null) {
      const named = namedColumns(fields, fail)
      columns = named ?? { architecture: 0, score: 1, count: 2 }
      if (named !== null) continue
    }
    if (fields.length !== columns.count) fail(`${columns.count} fields are needed, found ${fields.length}.`)
    const scored = { architecture: parsed(fields[columns.architecture] ?? '', space, fail), score: numberOf(fields[columns.score] ?? '', fail) }
    const key = scored.architecture.join()
    const before = lineOf.get(key)
    if (before !== undefined) fail(`this architecture has a score already, on line ${before}; keep one of the two.`)
    lineOf.set(key, number)
    found.push(scored)
    if (found.length > mostScores) fail(`more than ${mostScores} architectures are too many; leave some out.`)
  }
  if (found.length < 2) throw new StudioError('scores-malformed', `${source} holds ${found.length === 0 ? 'no score' : 'one score'}; an order needs at least two architectures, one a line: index or string, then the score.`)
  return found
}

interface Columns {
  readonly architecture: number
  readonly score: number
  readonly count: number
}

/** Null where the line is not one of names but the first of the scores. */
function namedColumns(fields: readonly string[], fail: (reason: string) => never): Columns | null {
  const names = fields.map((field) => field.toLowerCase())
  if (!names.some((name) => /^[a-z]/.test(name) && !/^(nan|inf)/.test(name))) return null
  const score = names.indexOf('score')
  // An index is shorter to read, and both say the same where a file has both.
  const architecture = names.includes('index') ? names.indexOf('index') : names.indexOf('architecture')
  if (score < 0 || architecture < 0) fail(`the names of the columns must hold "index" or "architecture", and "score"; found ${fields.map((field) => `"${field}"`).join(', ').slice(0, 200)}.`)
  return { architecture, score, count: fields.length }
}

function parsed(text: string, space: Pick<SearchSpace, 'parse'>, fail: (reason: string, cause: unknown) => never): Architecture {
  try {
    return space.parse(text)
  } catch (error) {
    return fail(error instanceof Error ? error.message : String(error), error)
  }
}

function numberOf(text: string, fail: (reason: string) => never): number {
  const value = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text) ? Number(text) : NaN
  return Number.isFinite(value) ? value : fail(`"${text.slice(0, 40)}" is not a score: a finite number is needed, such as 0.731 or -2.5e-3. Leave the line out, or give it the worst score.`)
}
