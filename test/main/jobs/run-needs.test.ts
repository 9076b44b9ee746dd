import { expect, test } from 'vitest'
import type { TrainConfig } from '../../../src-contract/domain/run'
import type { SearchConfig } from '../../../src-contract/domain/search'
import { spaceConfig } from '../../../src-contract/search-space/space-config'
import { weightBytes } from '../../../src-main/jobs/checkpoint-size'
import { rankingNeeds, searchNeeds, trainingNeeds } from '../../../src-main/jobs/run-needs'
import type { JobListener } from '../../../src-main/jobs/studio'
import { homeFolder } from '../../../src-main/system/home-folder'
import { temporaryHome } from '../../helpers/history-fixtures'
import { exampleConfig } from '../../helpers/history-records'

const listener: JobListener = { waits: () => undefined, begins: () => undefined, silence: () => undefined, event: () => undefined, warning: () => undefined }
const run = { ...exampleConfig, runtime: { ...exampleConfig.runtime, threads: 3 } }
const search: SearchConfig = {
  runId: 'r1',
  method: { id: 'random', evaluations: 5 },
  scorer: { kind: 'supernet', score: 'loss', images: 64, batch: 32 },
  limits: { parameters: null, multiplyAdds: null, latency: null },
  latency: { batch: 1, warmUp: 3, runs: 15, threads: 3 },
  seed: 0,
}

test('a search with a supernet takes what a ranking takes, and says what it waits for', () => {
  const ranking = rankingNeeds(run, { runId: 'r1', subset: { kind: 'all' }, images: 64, batch: 32, seed: 0 }, listener)
  expect(searchNeeds(run, search, listener)).toEqual({ ...ranking, alone: false })
})

test('with the table it takes one thread', () => {
  const needs = searchNeeds(run, { ...search, scorer: { kind: 'table', truth: 'cifar10', split: 'test' } }, listener)
  expect(needs).toMatchObject({ threads: 1, alone: false })
  expect(needs.memoryBytes).toBeLessThan(searchNeeds(run, search, listener).memoryBytes ?? 0)
})

test.each([
  ['a limit', { limits: { ...search.limits, latency: 2 } }],
  ['a cost', { method: { id: 'nsga2', population: 4, generations: 2, mutationProbability: 0.1, cost: 'latency' } }],
] as const)('where latency is %s it measures speed: alone, with the threads of the run, with the table too', (_, more) => {
  expect(searchNeeds(run, { ...search, ...more }, listener)).toMatchObject({ threads: 3, alone: true })
  expect(searchNeeds(run, { ...search, ...more, scorer: { kind: 'table', truth: 'cifar10', split: 'test' } }, listener)).toMatchObject({ threads: 3, alone: true })
})

test('a training has room for the points that it tracks, which are judged in larger batches than it trains with', () => {
  const home = homeFolder(temporaryHome())
  const bytes = (config: TrainConfig): number => trainingNeeds(home, config, listener).memoryBytes ?? 0
  const small = { ...run, batch: 16, validImages: 1024, space: spaceConfig({ channels: 16, cells: 5 }), momentum: { id: 'separated', splitChoice: 0 } } as const
  const tracking = { every: 1, subset: { kind: 'all' }, images: 1024, batch: 256, seed: 0 } as const
  const ranking = rankingNeeds(small, { runId: 'r1', subset: { kind: 'all' }, images: 1024, batch: 256, seed: 0 }, listener).memoryBytes ?? 0
  expect(ranking).toBeGreaterThan(bytes(small))
  expect(bytes({ ...small, tracking })).toBe(ranking + 5 * weightBytes(small))
  // Where the step itself is the peak, judging adds nothing.
  const large = { ...small, batch: 512, trainImages: 1024 }
  expect(bytes({ ...large, tracking })).toBe(bytes(large))
})
