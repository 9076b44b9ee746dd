/**
 * What the owner of a history and its guests say to each other: one JSON object a line. The owner begins with a hello;
 * then the guest asks, one request named like a query after another, and the owner answers in order. There are only
 * questions: nothing can be changed over the socket.
 */
import * as v from 'valibot'
import { errorCodes, type ErrorCode, type ErrorData } from '../../../src-contract/errors'
import type { Queries } from '../queries'
import { placeSchema } from './owner-file'

export const protocolVersion = 1

export const helloSchema = v.object({
  protocol: v.number(),
  pid: v.pipe(v.number(), v.integer(), v.minValue(1)),
  place: v.optional(placeSchema, 'terminal'),
  /** The owner only looks and is gone in a moment. */
  brief: v.boolean(),
})
export type Hello = v.InferOutput<typeof helloSchema>

const text = v.pipe(v.string(), v.minLength(1), v.maxLength(1000))
const whole = v.pipe(v.number(), v.safeInteger())

/** Arguments of each request; a query without a line here does not compile. */
const argumentSchemas = {
  datasets: v.strictTuple([]),
  dataset: v.strictTuple([text]),
  runs: v.strictTuple([]),
  run: v.strictTuple([text]),
  metrics: v.strictTuple([text, v.nullable(v.strictObject({ from: whole, to: whole })), v.nullable(v.strictTuple([whole, whole]))]),
  checkpoints: v.strictTuple([text]),
  rankings: v.strictTuple([text]),
  rankingRows: v.strictTuple([text, v.nullable(whole)]),
  tracked: v.strictTuple([text]),
  trackedRows: v.strictTuple([text, whole, v.nullable(whole), v.nullable(whole)]),
  importedRankings: v.strictTuple([]),
  importedRanking: v.strictTuple([text]),
  studies: v.strictTuple([]),
  study: v.strictTuple([text]),
  studyImports: v.strictTuple([text]),
  studiesUnderWay: v.strictTuple([]),
  searches: v.strictTuple([]),
  search: v.strictTuple([text]),
  searchCandidates: v.strictTuple([text, v.nullable(whole)]),
} satisfies { readonly [Name in keyof Queries]: v.GenericSchema<unknown, Parameters<Queries[Name]>> }

const id = whole
const requestOf = <Name extends keyof Queries>(name: Name) => v.strictObject({ id, method: v.literal(name), args: argumentSchemas[name] })

export const requestSchema = v.variant('method', [
  requestOf('datasets'),
  requestOf('dataset'),
  requestOf('runs'),
  requestOf('run'),
  requestOf('metrics'),
  requestOf('checkpoints'),
  requestOf('rankings'),
  requestOf('rankingRows'),
  requestOf('tracked'),
  requestOf('trackedRows'),
  requestOf('importedRankings'),
  requestOf('importedRanking'),
  requestOf('studies'),
  requestOf('study'),
  requestOf('studyImports'),
  requestOf('studiesUnderWay'),
  requestOf('searches'),
  requestOf('search'),
  requestOf('searchCandidates'),
])
export type Request = v.InferOutput<typeof requestSchema>

export type Answer = { readonly id: number; readonly result: unknown } | { readonly id: number; readonly error: ErrorData }

const errorCode = v.custom<ErrorCode>((code) => typeof code === 'string' && code in errorCodes)
export const answerSchema = v.union([
  v.object({ id, error: v.object({ code: errorCode, message: v.string(), cause: v.string() }) }),
  v.object({ id, result: v.unknown() }),
])

export function answer(queries: Queries, request: Request): unknown {
  switch (request.method) {
    case 'datasets':
      return queries.datasets()
    case 'dataset':
      return queries.dataset(...request.args)
    case 'runs':
      return queries.runs()
    case 'run':
      return queries.run(...request.args)
    case 'metrics':
      return queries.metrics(...request.args)
    case 'checkpoints':
      return queries.checkpoints(...request.args)
    case 'rankings':
      return queries.rankings(...request.args)
    case 'rankingRows':
      return queries.rankingRows(...request.args)
    case 'tracked':
      return queries.tracked(...request.args)
    case 'trackedRows':
      return queries.trackedRows(...request.args)
    case 'importedRankings':
      return queries.importedRankings()
    case 'importedRanking':
      return queries.importedRanking(...request.args)
    case 'studies':
      return queries.studies()
    case 'study':
      return queries.study(...request.args)
    case 'studyImports':
      return queries.studyImports(...request.args)
    case 'studiesUnderWay':
      return queries.studiesUnderWay()
    case 'searches':
      return queries.searches()
    case 'search':
      return queries.search(...request.args)
    case 'searchCandidates':
      return queries.searchCandidates(...request.args)
  }
}
