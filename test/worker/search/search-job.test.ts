import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { SpaceConfig, TrainConfig } from '../../../src-contract/domain/run'
import type { SearchConfig } from '../../../src-contract/domain/search'
import { formStrides, publishedBlocks } from '../../../src-contract/search-space/mobilenet'
import { createSearchSpace } from '../../../src-contract/search-space/registry'
import { readSpace } from '../../../src-main/spaces/read-space'
import { runSearchJob } from '../../../src-worker/jobs/search-job'
import { runRankJob } from '../../../src-worker/jobs/rank-job'
import { constantCount } from '../../../src-worker/tensor/kernels'
import { ready, tensorCount } from '../../../src-worker/tensor/tensors'
import { FakeContext, rankJob, trainConfig } from '../ranking/rank-fixtures'
import { writeCheckpoint, writeDataset } from '../ranking/run-on-disk'
import { candidatesOf, noLimits, searchJob, settingsOf } from './search-fixtures'

const example = (name: string): SpaceConfig => {
  const path = join(import.meta.dirname, '../../../resources/search-spaces', name)
  return { id: 'own', spec: readSpace(readFileSync(path, 'utf8'), name) }
}

const spaces: readonly [string, () => SpaceConfig][] = [
  ['NAS-Bench-201', () => trainConfig.space],
  ['MobileNet at a quarter of its width', () => ({ id: 'mobilenet', width: 0.25, blocks: publishedBlocks, strides: formStrides.cifar })],
  ['a cell of the user', () => example('small-cell.json')],
  ['a chain of the user', () => example('small-chain.json')],
]
const supernet: SearchConfig['scorer'] = { kind: 'supernet', score: 'loss', images: 100, batch: 50 }
const small = settingsOf('evolution', { population: 6, generations: 3, parents: 3, mutations: 3, crossovers: 2 })
const tensors = () => tensorCount() - constantCount()

let home = ''
let before = 0

beforeAll(async () => {
  await ready()
  home = mkdtempSync(join(tmpdir(), 'search-job-'))
  writeDataset(join(home, 'dataset'))
  before = tensors()
})

// Whatever a test did, nothing may stay on the device.
afterEach(() => {
  expect(tensors()).toBe(before)
})

afterAll(() => {
  rmSync(home, { recursive: true, force: true })
})

function run(name: string, config: TrainConfig) {
  const runFolder = join(home, name)
  writeCheckpoint(runFolder, 10, 1, config)
  return { runFolder, datasetFolder: join(home, 'dataset'), trainConfig: config, checkpointStep: 10 }
}

describe('the search job', () => {
  it.each(spaces)('scores architectures of %s, some of them measured, within limits', { timeout: 120_000 }, async (name, space) => {
    const config = { ...trainConfig, space: space() }
    const built = createSearchSpace(config.space, config.classes)
    const { smallest, largest } = built.extremes
    const limits = { ...noLimits, parameters: Math.round((smallest + largest) / 2), latency: 60_000 }
    const context = new FakeContext()
    context.seconds = () => performance.now() / 1000
    const { summary } = await runSearchJob(searchJob({ method: small, scorer: supernet, limits }, run(name, config)), context)
    const candidates = candidatesOf(context)
    expect(candidates).toHaveLength(18)
    expect(candidates.every(({ loss, latency, parameters }) => loss !== null && latency !== null && latency > 0 && parameters <= (limits.parameters ?? 0))).toBe(true)
    expect(new Set(candidates.map(({ loss }) => loss)).size).toBeGreaterThan(9)
    expect(summary?.best.loss).toBe(Math.min(...candidates.map(({ loss }) => loss ?? Infinity)))
    expect(summary?.optimum === null).toBe(config.space.id !== 'nas-bench-201')
  })

  it('gives the scores that a ranking of the same images gives', { timeout: 60_000 }, async () => {
    const where = run('same', trainConfig)
    const context = new FakeContext()
    await runSearchJob(searchJob({ method: settingsOf('random', { evaluations: 12 }), scorer: supernet }, where), context)
    const candidates = candidatesOf(context)
    const subset = { kind: 'list', source: 'search', architectures: candidates.map(({ architecture }) => architecture) } as const
    const { rows } = await runRankJob(rankJob(subset, { ...where, config: { runId: 'run', subset, images: 100, batch: 50, seed: 0 } }), new FakeContext())
    const byText = new Map(rows?.map((row) => [row.architecture, row]))
    const space = createSearchSpace(trainConfig.space, trainConfig.classes)
    for (const { architecture, accuracy, loss } of candidates) expect(byText.get(space.format(architecture))).toMatchObject({ accuracy, loss })
  })

  it('searches one sub-supernet of a few-shot run', { timeout: 60_000 }, async () => {
    const config: TrainConfig = { ...trainConfig, method: 'fsnas', stages: { choice: 0, only: 2 } }
    const context = new FakeContext()
    await runSearchJob(searchJob({ method: settingsOf('random', { evaluations: 5 }), scorer: supernet }, run('few-shot', config)), context)
    expect(candidatesOf(context).map(({ architecture }) => architecture[0])).toEqual([2, 2, 2, 2, 2])
  })
})
