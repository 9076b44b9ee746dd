/**
 * The log of a search, one JSON object a line: `runs/<id>/searches/<search>.jsonl`. It holds everything that the history
 * holds of the search (database/search-from-log.ts reads it back).
 */
import * as v from 'valibot'
import { candidateOrigins, type SearchCandidate, type SearchConfig, type SearchSummary } from '../../src-contract/domain/search'

const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0))
const figure = v.nullable(v.number())
const whole = <T extends object>() => v.custom<T>((value) => typeof value === 'object' && value !== null)

const candidateSchema: v.GenericSchema<unknown, SearchCandidate> = v.object({
  number: count,
  generation: count,
  origin: v.picklist(candidateOrigins),
  architecture: v.array(count),
  parameters: count,
  multiplyAdds: count,
  latency: figure,
  accuracy: figure,
  loss: figure,
  truth: v.nullable(v.object({ cifar10: v.number(), cifar100: v.number(), imagenet16: v.number() })),
  seconds: v.number(),
})

export const searchLogEntry = v.variant('kind', [
  /** A part begins. Says all about the search; candidates of another checkpoint are void from here on. */
  v.object({ kind: v.literal('started'), search: v.object({ id: v.string(), runId: v.string(), createdAt: v.string(), config: whole<SearchConfig>() }), checkpointStep: v.nullable(count) }),
  v.object({ kind: v.literal('candidates'), candidates: v.array(candidateSchema) }),
  v.object({
    kind: v.literal('ended'),
    state: v.picklist(['stopped', 'interrupted', 'failed', 'finished']),
    summary: v.nullable(whole<SearchSummary>()),
    error: v.nullable(v.object({ code: v.string(), message: v.string() })),
  }),
])
export type SearchLogEntry = v.InferOutput<typeof searchLogEntry>
