/** From a wish for a search to its whole configuration: defaults, and what does not go together. Pure. */
import { searchMethodTexts, truthTitles } from '../../src-contract/domain/choice-texts'
import { searchMethodIds } from '../../src-contract/domain/choices'
import type { RunRecord } from '../../src-contract/domain/run'
import type { ScorerConfig, SearchConfig, SearchMethodConfig } from '../../src-contract/domain/search'
import { methodSettings, searchSettings as settings, type SearchRequest, type SearchSettingId } from '../../src-contract/domain/search-request'
import { StudioError } from '../../src-contract/errors'
import { reachableCosts } from '../../src-contract/search-space/counted-limits'
import { hasPaperSubset } from '../../src-contract/search-space/ground-truth'
import { createSearchSpace } from '../../src-contract/search-space/registry'

/** Passes over a batch of noise: some to warm up, then those whose median counts. */
const latencyPasses = { warmUp: 3, runs: 15 }

/** How a setting is called on the command line; messages name it so. */
export function searchOption(id: SearchSettingId | 'cost'): string {
  return `--${id.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`
}

const refuse = (reason: string): never => {
  throw new StudioError('bad-argument', reason)
}

/**
 * Throws 'bad-argument', 'dataset-too-small' where the run holds out fewer images, or 'search-impossible' where nothing of
 * the whole space keeps a limit; whether anything of the trained sub-supernets does, the search itself finds out.
 */
export function searchConfig(request: SearchRequest, run: RunRecord): SearchConfig {
  checkSettings(request)
  const limits = { parameters: request.maxParameters ?? null, multiplyAdds: request.maxMultiplyAdds ?? null, latency: request.maxLatency ?? null }
  const { space, classes, imageSize } = run.config
  const built = createSearchSpace(space, classes)
  reachableCosts(built, imageSize, limits, built.choices.map(({ operations }) => operations.map((_, operation) => operation)))
  return {
    runId: run.id,
    method: methodConfig(request),
    scorer: scorerConfig(request, run),
    limits,
    latency: { batch: request.latencyBatch ?? settings.latencyBatch.default, ...latencyPasses, threads: run.config.runtime.threads },
    seed: request.seed ?? settings.seed.default,
  }
}

/** A setting of another method would do nothing. */
function checkSettings(request: SearchRequest): void {
  const own: readonly SearchSettingId[] = methodSettings[request.method]
  const foreign = searchMethodIds.flatMap((method): readonly SearchSettingId[] => methodSettings[method]).find((id) => request[id] !== undefined && !own.includes(id))
  if (foreign !== undefined) {
    const whose = searchMethodIds.filter((method) => (methodSettings[method] as readonly SearchSettingId[]).includes(foreign))
    refuse(`${searchOption(foreign)} is no setting of --method ${request.method} (${searchMethodTexts[request.method].title}); it is one of ${whose.join(' and ')}.`)
  }
  if (request.cost !== undefined && request.method !== 'nsga2') refuse(`--cost is what --method nsga2 weighs against the score; ${request.method} keeps to limits only.`)
  const needsLatency = request.maxLatency !== undefined || request.cost === 'latency'
  if (request.latencyBatch !== undefined && !needsLatency) refuse('--latency-batch does nothing here: latency is measured with --max-latency or --cost latency only.')
}

function methodConfig(request: SearchRequest): SearchMethodConfig {
  const value = (id: Exclude<keyof typeof settings, 'maxParameters' | 'maxMultiplyAdds' | 'maxLatency' | 'images'>): number => request[id] ?? settings[id].default
  switch (request.method) {
    case 'evolution': {
      const config = { id: request.method, population: value('population'), generations: value('generations'), parents: value('parents'), mutations: value('mutations'), crossovers: value('crossovers'), mutationProbability: value('mutationProbability') }
      const { population, mutations, crossovers } = config
      if (mutations + crossovers > population) refuse(`--mutations ${mutations} and --crossovers ${crossovers} are more than --population ${population}: make them fit a generation.`)
      return config
    }
    case 'nsga2':
      return { id: request.method, population: value('population'), generations: value('generations'), mutationProbability: value('mutationProbability'), cost: request.cost ?? 'parameters' }
    case 'random':
      return { id: request.method, evaluations: value('evaluations') }
    case 'exhaustive':
      return { id: request.method }
  }
}

function scorerConfig({ scorer, images, batch }: SearchRequest, run: RunRecord): ScorerConfig {
  if (scorer.kind === 'table') {
    if (!hasPaperSubset(run.config.space.id)) refuse(`--scorer table:${scorer.truth}: there is no table of true accuracies for the space of run ${run.id}; search with its supernet.`)
    if (images !== undefined || batch !== undefined) refuse(`${images === undefined ? '--batch' : '--images'} is of the supernet as scorer; the table of ${truthTitles[scorer.truth]} needs no images.`)
    return scorer
  }
  const { validImages } = run.config
  const wanted = images ?? validImages
  if (wanted > validImages) throw new StudioError('dataset-too-small', `--images asks for ${wanted} images, and run ${run.id} holds out ${validImages}.`)
  if (wanted < 2) throw new StudioError('dataset-too-small', `Run ${run.id} holds out ${validImages} images; a search needs at least 2.`)
  return { ...scorer, images: wanted, batch: batch ?? settings.batch.default }
}
