import { measuresLatency, type SearchCandidate, type SearchSummary } from '../../src-contract/domain/search'
import { StudioError } from '../../src-contract/errors'
import { bestCandidate, fitnessOf, plannedEvaluations } from '../../src-contract/search-figures'
import type { GroundTruth } from '../../src-contract/search-space/ground-truth'
import type { SearchSpace } from '../../src-contract/search-space/search-space'
import type { SearchJob, SearchResult } from '../../src-contract/search-protocol'
import type { JobContext } from '../jobs/job-context'
import { random } from '../random'
import type { Pause } from '../ranking/evaluate-architectures'
import { loadGroundTruth } from '../ranking/ground-truth'
import { rankedSpace } from '../ranking/stages'
import { architectureFacts, byTruth } from '../ranking/summary'
import { createAssessor } from './assess'
import { searchDomain, type SearchDomain } from './domain'
import { latencyMeter, type LatencyMeter } from './latency'
import { createPool } from './pool'
import { searchReporter } from './report'
import { searchSteps } from './registry'
import type { OpenScorer } from './scorer'
import { searchedOperations } from './stages'
import type { Told } from './types'

export type OpenMeter = (job: SearchJob, context: JobContext) => LatencyMeter

const openMeter: OpenMeter = ({ trainConfig, config }, context) => latencyMeter(trainConfig, config.latency, context)

/**
 * A whole search. Its steps are replayed from the start with the candidates that are stored, and go on where those end;
 * so a search that was cut off ends with the candidates of one that was not.
 */
export async function search(job: SearchJob, context: JobContext, open: OpenScorer, openLatency: OpenMeter = openMeter): Promise<SearchResult> {
  const startedAt = context.seconds()
  const { trainConfig, config } = job
  const space = rankedSpace(trainConfig)
  const truth = await loadGroundTruth(trainConfig.space.id)
  const scorer = await open(job, context, space, truth)
  const meter = measuresLatency(config) ? openLatency(job, context) : null
  try {
    // Candidates scored with other weights would be compared with what they cannot be compared with.
    const stored = scorer.checkpointStep === job.checkpointStep ? job.candidates : []
    const { operations, notes } = searchedOperations(trainConfig, space, scorer.checkpointStep)
    for (const message of notes) context.emit({ kind: 'log', level: 'warning', message })
    const domain = searchDomain(space, trainConfig.imageSize, config.limits, operations)
    if (scorer.checkpointStep !== null) context.emit({ kind: 'weights', step: scorer.checkpointStep })

    const generator = random('search', config.seed)
    const steps = searchSteps(config.method, createPool(domain, generator), generator)
    const assessor = createAssessor(config, space, scorer, meter)
    const candidates: SearchCandidate[] = []
    const report = searchReporter(config, context, { total: plannedEvaluations(config), before: stored.length })
    const pause: Pause = async () => {
      await context.turn()
      report.progressWhenDue()
      return !context.stopRequested
    }
    const elapsed = (): number => job.secondsBefore + context.seconds() - startedAt
    const end = async (state: SearchResult['state']): Promise<SearchResult> => {
      // First: latencies that were measured are kept also where none was low enough.
      await report.flush()
      if (state === 'finished') checkFound(job, candidates)
      report.progress()
      return { kind: 'search', state, summary: summaryOf(job, candidates, assessor.scored(), optimumOf(domain, space, truth), elapsed()) }
    }

    for (let next = steps.next(); next.done !== true; ) {
      const { architecture, generation, origin } = next.value
      const number = candidates.length
      const known = stored[number]
      let candidate: SearchCandidate
      if (known === undefined) {
        const assessed = (await pause()) ? await assessor.assess(architecture, pause) : null
        if (assessed === null) return await end('stopped')
        const { parameters, multiplyAdds, truth: trueAccuracies } = architectureFacts(space, architecture, trainConfig.imageSize, truth)
        candidate = { number, generation, origin, architecture, parameters, multiplyAdds, ...assessed, truth: trueAccuracies, seconds: elapsed() }
      } else {
        checkReplay(known, architecture)
        assessor.remember(known)
        candidate = known
      }
      candidates.push(candidate)
      await report.candidate(candidate, known === undefined)
      next = steps.next(toldOf(job, candidate))
    }
    return await end('finished')
  } finally {
    meter?.dispose()
    await scorer.dispose()
  }
}

function toldOf({ config }: SearchJob, candidate: SearchCandidate): Told {
  const fitness = fitnessOf(config.scorer, candidate)
  if (fitness === null) return null
  return { fitness, cost: config.method.id === 'nsga2' ? (candidate[config.method.cost] ?? Infinity) : 0 }
}

function checkReplay({ number, architecture: stored }: SearchCandidate, asked: readonly number[]): void {
  if (stored.join() === asked.join()) return
  throw new StudioError('history-damaged', `Candidate ${number} of this search is not the one that its settings lead to: it cannot go on. Begin a new search.`)
}

/** A search that ended without a single score met limits that nothing keeps. */
function checkFound({ config }: SearchJob, candidates: readonly SearchCandidate[]): void {
  if (candidates.some((candidate) => fitnessOf(config.scorer, candidate) !== null)) return
  // There may be more than a function takes arguments: no Math.min(...latencies).
  const fastest = candidates.reduce((least, { latency }) => Math.min(least, latency ?? Infinity), Infinity)
  const { parameters, multiplyAdds, latency } = config.limits
  throw new StudioError(
    'search-impossible',
    candidates.length > 0
      ? `Latency: none of ${candidates.length} architectures took at most ${latency ?? 0} ms; the fastest took ${fastest.toFixed(3)} ms. Raise the limit to more than that.`
      : `No architecture was found with at most ${parameters ?? 'any number of'} parameters and at most ${multiplyAdds ?? 'any number of'} multiply-adds at once: raise one of the limits.`,
  )
}

function optimumOf(domain: SearchDomain, space: SearchSpace, truth: GroundTruth | null): SearchSummary['optimum'] {
  if (truth === null) return null
  const indices = [...domain.all()].map((architecture) => space.index(architecture) ?? -1)
  return byTruth((id) => indices.reduce((best, index) => Math.max(best, truth.test[id][index] ?? -Infinity), -Infinity))
}

function summaryOf({ config }: SearchJob, candidates: readonly SearchCandidate[], liveGraphs: number, optimum: SearchSummary['optimum'], seconds: number): SearchSummary | null {
  const best = bestCandidate(config.scorer, candidates)
  if (best === null) return null
  const evaluations = candidates.filter((candidate) => fitnessOf(config.scorer, candidate) !== null).length
  return { candidates: candidates.length, evaluations, liveGraphs, best, optimum, seconds }
}
