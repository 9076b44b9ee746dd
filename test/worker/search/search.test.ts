import { describe, expect, it } from 'vitest'
import type { SearchCandidate } from '../../../src-contract/domain/search'
import { improvements, searchFront } from '../../../src-contract/search-figures'
import { formStrides } from '../../../src-contract/search-space/mobilenet'
import { openScorer, type OpenScorer } from '../../../src-worker/search/scorer'
import { search, type OpenMeter } from '../../../src-worker/search/search'
import { FakeContext, trainConfig } from '../ranking/rank-fixtures'
import { candidatesOf, noLimits, searchJob, settingsOf, tableScore } from './search-fixtures'

const withoutTime = (candidates: readonly SearchCandidate[]) => candidates.map((candidate) => ({ ...candidate, seconds: 0 }))
const noMeter: OpenMeter = () => { throw new Error('nothing is to be measured') }

/** A supernet of which nothing is known but that it is at step 10. */
const asSupernet: OpenScorer = () =>
  Promise.resolve({ checkpointStep: 10, key: String, score: (architecture) => Promise.resolve({ accuracy: architecture.reduce((sum, operation) => sum + operation, 0) / 100, loss: 1 }), dispose: () => undefined })

/** Takes as many milliseconds as an architecture has convolutions, and counts what it is asked. */
function meter() {
  const measured: string[] = []
  const open: OpenMeter = () => ({
    measure: (architecture) => {
      measured.push(architecture.join())
      return Promise.resolve(architecture.filter((operation) => operation === 2 || operation === 3).length)
    },
    dispose: () => undefined,
  })
  return { open, measured }
}

describe('a search with the table as scorer', () => {
  it('keeps every candidate with truth, and tells the best, the front and the optimum', async () => {
    const context = new FakeContext()
    const result = await search(searchJob({ method: settingsOf('evolution', { generations: 4 }) }), context, openScorer, noMeter)
    const candidates = candidatesOf(context)
    expect(candidates.map(({ number }) => number)).toEqual([...Array(200).keys()])
    expect(result.summary).toMatchObject({ candidates: 200, evaluations: 200, optimum: { cifar10: 94.37, cifar100: 73.51, imagenet16: 47.31 } })
    const best = Math.max(...candidates.map(({ truth }) => truth?.cifar100 ?? 0))
    expect(result.summary?.best.truth?.cifar100).toBe(best)
    expect(result.summary?.best.accuracy).toBeCloseTo(best / 100, 12)
    expect(improvements(tableScore, candidates).at(-1)).toEqual(result.summary?.best)
    const front = searchFront(tableScore, candidates, 'parameters')
    expect(front.at(-1)).toEqual(result.summary?.best)
    for (const each of candidates) expect(front.some(({ parameters, accuracy }) => parameters <= each.parameters && (accuracy ?? 0) >= (each.accuracy ?? 1))).toBe(true)
    expect(context.progress().at(-1)).toMatchObject({ done: 200, total: 200, unit: 'architectures' })
  })

  it.each(['evolution', 'nsga2', 'random', 'exhaustive'] as const)('%s goes on from any beginning to the candidates of a whole search', async (id) => {
    const limits = { ...noLimits, parameters: 5200 }
    const method = id === 'evolution' ? settingsOf(id, { generations: 4 }) : settingsOf(id)
    const whole = new FakeContext()
    const result = await search(searchJob({ method, limits }), whole, openScorer, noMeter)
    const candidates = candidatesOf(whole)
    expect(candidates.length).toBeGreaterThan(60)
    for (const stored of [1, 37, candidates.length - 1]) {
      const rest = new FakeContext()
      const resumed = await search(searchJob({ method, limits }, { candidates: candidates.slice(0, stored), secondsBefore: 5 }), rest, openScorer, noMeter)
      expect(withoutTime(candidatesOf(rest))).toEqual(withoutTime(candidates.slice(stored)))
      expect(resumed.summary).toMatchObject({ candidates: candidates.length, liveGraphs: result.summary?.liveGraphs, best: { number: result.summary?.best.number } })
    }
  })

  it('stops when asked, with all that it has reported', async () => {
    const context = new FakeContext()
    context.onTurn = () => (context.stopRequested = context.turns > 12)
    const result = await search(searchJob({}), context, openScorer, noMeter)
    expect(result).toMatchObject({ state: 'stopped', summary: { candidates: 12 } })
    expect(candidatesOf(context)).toHaveLength(12)
    expect(context.recordedEvents).toBe(context.events.findIndex(({ kind }) => kind === 'candidates') + 1)
  })

  it('tells the optimum within the limits', async () => {
    const result = await search(searchJob({ method: settingsOf('exhaustive'), limits: { ...noLimits, parameters: 5200 } }), new FakeContext(), openScorer, noMeter)
    expect(result.summary?.best.truth?.cifar100).toBe(result.summary?.optimum?.cifar100)
    expect(result.summary?.optimum?.cifar100).toBeLessThan(73.51)
  })

  it('refuses candidates that its settings do not lead to', async () => {
    const whole = new FakeContext()
    await search(searchJob({}), whole, openScorer, noMeter)
    await expect(search(searchJob({ seed: 1 }, { candidates: candidatesOf(whole) }), new FakeContext(), openScorer, noMeter)).rejects.toMatchObject({ code: 'history-damaged' })
  })
})

describe('a latency limit', () => {
  const limits = { ...noLimits, latency: 1 }

  it('keeps too slow architectures without a score, and is never broken by what is found', async () => {
    const { open, measured } = meter()
    const context = new FakeContext()
    const result = await search(searchJob({ method: settingsOf('evolution', { generations: 3 }), limits }), context, openScorer, open)
    const candidates = candidatesOf(context)
    const slow = candidates.filter(({ latency }) => (latency ?? 0) > 1)
    expect(slow.length).toBeGreaterThan(0)
    expect(slow.every(({ accuracy }) => accuracy === null)).toBe(true)
    expect(candidates.filter(({ accuracy }) => accuracy !== null)).toHaveLength(150)
    expect(result.summary).toMatchObject({ evaluations: 150, candidates: candidates.length })
    expect(result.summary?.best.latency).toBeLessThanOrEqual(1)
    // Architectures of one live graph are measured once.
    expect(measured.length).toBeLessThan(candidates.length)
  })

  it('is not measured again when the search goes on', async () => {
    const whole = new FakeContext()
    const job = searchJob({ method: settingsOf('random', { evaluations: 30 }), limits })
    await search(job, whole, openScorer, meter().open)
    const candidates = candidatesOf(whole)
    const again: OpenMeter = () => ({ measure: () => Promise.resolve(0.5), dispose: () => undefined })
    const rest = new FakeContext()
    await search({ ...job, candidates: candidates.slice(0, -1) }, rest, openScorer, again)
    expect(candidatesOf(rest).map(({ architecture }) => architecture)).toEqual([candidates.at(-1)?.architecture])
  })

  it('that nothing keeps is an error that names the fastest', async () => {
    const slow: OpenMeter = () => ({ measure: () => Promise.resolve(2.5), dispose: () => undefined })
    const context = new FakeContext()
    await expect(search(searchJob({ limits }), context, openScorer, slow)).rejects.toMatchObject({
      code: 'search-impossible', message: 'Latency: none of 100 architectures took at most 1 ms; the fastest took 2.500 ms. Raise the limit to more than that.',
    })
    expect(candidatesOf(context)).toHaveLength(100)
    expect(context.recordedEvents).toBe(context.events.findLastIndex(({ kind }) => kind === 'candidates') + 1)
  })

  it('tells that of more architectures than a function takes arguments', { timeout: 120_000 }, async () => {
    let measured = 0
    const slow: OpenMeter = () => ({ measure: () => Promise.resolve(measured++ === 70_000 ? 1.5 : 2.5), dispose: () => undefined })
    const space = { id: 'mobilenet', width: 0.25, blocks: [2, 1, 1, 1, 1, 1], strides: formStrides.cifar } as const
    const scorer = { kind: 'supernet', score: 'loss', images: 1, batch: 1 } as const
    const job = searchJob({ method: settingsOf('exhaustive'), scorer, limits }, { trainConfig: { ...trainConfig, space, imageSize: 32 }, checkpointStep: 10 })
    await expect(search(job, new FakeContext(), asSupernet, slow)).rejects.toMatchObject({
      code: 'search-impossible', message: expect.stringContaining('none of 326592 architectures took at most 1 ms; the fastest took 1.500 ms') as string,
    })
  })
})

describe('a search with a supernet', () => {
  const supernet = { kind: 'supernet', score: 'accuracy', images: 100, batch: 50 } as const

  it('begins anew where its checkpoint was replaced', async () => {
    const context = new FakeContext()
    await search(searchJob({ scorer: supernet }, { checkpointStep: 10 }), context, asSupernet, noMeter)
    const candidates = candidatesOf(context)
    const anew = new FakeContext()
    await search(searchJob({ scorer: supernet }, { checkpointStep: 5, candidates: candidates.slice(0, 50) }), anew, asSupernet, noMeter)
    expect(anew.events.find(({ kind }) => kind === 'weights')).toEqual({ kind: 'weights', step: 10 })
    expect(withoutTime(candidatesOf(anew))).toEqual(withoutTime(candidates))
  })

  it('stays within the sub-supernets that are trained', async () => {
    const stages = { choice: 0, only: null } as const
    const job = (length: number, only: number | null = null) =>
      searchJob({ scorer: supernet }, { checkpointStep: 10, trainConfig: { ...trainConfig, method: 'fsnas', stages: { ...stages, only }, length: { steps: length } } })
    const operations = async (length: number, only: number | null = null) => {
      const context = new FakeContext()
      await search(job(length, only), context, asSupernet, noMeter)
      const notes = context.events.flatMap((event) => (event.kind === 'log' ? [event.message] : []))
      return { used: [...new Set(candidatesOf(context).map(({ architecture }) => architecture[0]))].sort(), notes }
    }
    expect(await operations(2)).toEqual({ used: [0, 1, 2, 3, 4], notes: [] })
    expect(await operations(10, 3)).toEqual({ used: [3], notes: [expect.stringContaining('stays among architectures with nor_conv_3x3 on edge 0') as string] })
    expect((await operations(6)).used).toEqual([0, 1])
    expect((await operations(6)).notes[1]).toContain('trained for 4 to 6 steps')
  })
})
