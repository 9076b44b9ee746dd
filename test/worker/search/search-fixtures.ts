import type { SearchMethodId } from '../../../src-contract/domain/choices'
import type { SearchCandidate, SearchConfig, SearchMethodConfig } from '../../../src-contract/domain/search'
import type { SearchJob } from '../../../src-contract/search-protocol'
import { searchedOperations } from '../../../src-worker/search/stages'
import { createSearchSpace } from '../../../src-contract/search-space/registry'
import { random } from '../../../src-worker/random'
import { searchDomain } from '../../../src-worker/search/domain'
import { createPool } from '../../../src-worker/search/pool'
import { searchSteps } from '../../../src-worker/search/registry'
import type { Proposal, Told } from '../../../src-worker/search/types'
import type { FakeContext } from '../ranking/rank-fixtures'
import { trainConfig } from '../ranking/rank-fixtures'

export const noLimits: SearchConfig['limits'] = { parameters: null, multiplyAdds: null, latency: null }

const methods: { readonly [Id in SearchMethodId]: Extract<SearchMethodConfig, { id: Id }> } = {
  evolution: { id: 'evolution', population: 50, generations: 20, parents: 10, mutations: 25, crossovers: 25, mutationProbability: 0.1 },
  nsga2: { id: 'nsga2', population: 20, generations: 5, mutationProbability: 0.1, cost: 'parameters' },
  random: { id: 'random', evaluations: 100 },
  exhaustive: { id: 'exhaustive' },
}

/** The settings of a method: the defaults, or small ones. */
export function settingsOf<Id extends SearchMethodId>(id: Id, changes: Partial<Extract<SearchMethodConfig, { id: Id }>> = {}): SearchMethodConfig {
  return { ...methods[id], ...changes }
}

export const tableScore: SearchConfig['scorer'] = { kind: 'table', truth: 'cifar100', split: 'test' }

export function searchJob(config: Partial<SearchConfig>, changes: Partial<SearchJob> = {}): SearchJob {
  return {
    kind: 'search', searchId: 's', runFolder: 'run', datasetFolder: 'dataset', trainConfig, checkpointStep: null, candidates: [], secondsBefore: 0,
    config: {
      runId: 'run', method: methods.random, scorer: tableScore, limits: noLimits, seed: 0,
      latency: { batch: 1, warmUp: 1, runs: 3, threads: 1 },
      ...config,
    },
    ...changes,
  }
}

export function candidatesOf(context: FakeContext): SearchCandidate[] {
  return context.events.flatMap((event) => (event.kind === 'candidates' ? event.candidates : []))
}

/** Steps of a method over the space of a configuration, answered by `tell` until they end or it says stop. */
export function steps(method: SearchMethodConfig, seed: number, tell: (proposal: Proposal) => Told | 'stop', limits = noLimits, config = trainConfig): Proposal[] {
  const space = createSearchSpace(config.space, config.classes)
  const domain = searchDomain(space, config.imageSize, limits, searchedOperations(config, space, null).operations)
  const generator = random('search', seed)
  const running = searchSteps(method, createPool(domain, generator), generator)
  const proposals: Proposal[] = []
  for (let next = running.next(); next.done !== true; ) {
    proposals.push(next.value)
    const told = tell(next.value)
    if (told === 'stop') break
    next = running.next(told)
  }
  return proposals
}
