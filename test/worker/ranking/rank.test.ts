import { describe, expect, it } from 'vitest'
import { createSearchSpace } from '../../../src-contract/search-space/registry'
import type { Architecture } from '../../../src-contract/search-space/search-space'
import type { RankJob, RankResult } from '../../../src-contract/worker-protocol'
import { worstLoss } from '../../../src-contract/domain/ranking'
import type { Score } from '../../../src-worker/ranking/live-score'
import { rank } from '../../../src-worker/ranking/rank'
import { FakeContext, rankJob, trainConfig } from './rank-fixtures'

const space = createSearchSpace(trainConfig.space, trainConfig.classes)
const paperSubset = { kind: 'paper-subset' } as const

/** A score that only depends on the live graph, as a supernet's does, and takes time by multiply-adds. */
class FakeSupernet {
  readonly evaluated: string[] = []
  disposed = 0
  slowness = 1

  constructor(
    readonly context: FakeContext,
    readonly scoreOf: (key: string) => Score = (key) => ({ accuracy: hash(key) % 1, loss: 1 + hash(`${key}!`) }),
  ) {}

  readonly evaluate = (architecture: Architecture): Promise<Score> => Promise.resolve().then(() => this.scored(architecture))

  private scored(architecture: Architecture): Score {
    const key = space.liveKey(architecture)
    // The first evaluation sets the device up.
    this.context.time += this.evaluated.length === 0 ? 10 : this.slowness * secondsOf(architecture)
    this.evaluated.push(key)
    return this.scoreOf(key)
  }

  run(job: RankJob): Promise<RankResult> {
    const dispose = () => {
      this.disposed++
    }
    return rank(job, this.context, () => ({ checkpointStep: 10, images: 100, evaluate: this.evaluate, dispose }))
  }
}

const secondsOf = (architecture: Architecture) => 0.2 + space.multiplyAdds(architecture, 16) / 1e6

function hash(text: string): number {
  let value = 7
  for (const character of text) value = (value * 31 + character.charCodeAt(0)) % 9973
  return value / 9973
}

describe('a ranking', () => {
  it('evaluates each live graph once and gives every architecture its row', async () => {
    const context = new FakeContext()
    const supernet = new FakeSupernet(context)
    const result = await supernet.run(rankJob(paperSubset))
    expect(supernet.evaluated).toHaveLength(231)
    expect(new Set(supernet.evaluated).size).toBe(231)
    expect(context.turns).toBe(231)
    expect(context.progress()[0]).toMatchObject({ phase: 'Estimating', done: 0, total: 231, unit: 'live graphs', secondsLeft: null })
    expect(supernet.disposed).toBe(1)
    expect(result).toMatchObject({ state: 'finished', checkpointStep: 10 })
    expect(result.summary).toMatchObject({ architectures: 327, liveGraphs: 231, images: 100 })
    expect(result.rows).toHaveLength(327)
    for (const row of result.rows ?? []) {
      const architecture = space.parse(row.architecture)
      expect(row.loss).toBe(supernet.scoreOf(space.liveKey(architecture)).loss)
      expect(row.architecture).toBe(space.format(architecture))
      expect(row.parameters).toBe(space.parameters(architecture))
    }
  })

  it('reports all scores in chunks and waits until they are stored', async () => {
    const context = new FakeContext()
    const supernet = new FakeSupernet(context)
    await supernet.run(rankJob(paperSubset))
    expect(context.scores().map(({ liveKey }) => liveKey)).toEqual(supernet.evaluated)
    const chunks = context.events.filter(({ kind }) => kind === 'scores').length
    expect(chunks).toBeGreaterThan(2)
    expect(context.events.slice(context.recordedEvents).some(({ kind }) => kind === 'scores')).toBe(false)
  })

  it('has top-1 by loss and accuracy with ties to the lower index, and the optimum', async () => {
    const supernet = new FakeSupernet(new FakeContext(), () => ({ accuracy: 0.5, loss: 2 }))
    const { summary, rows } = await supernet.run(rankJob(paperSubset))
    expect(summary?.top1.byLoss.index).toBe(0)
    expect(summary?.top1.byAccuracy).toEqual(rows?.[0])
    expect(summary?.top1.optimum).toEqual({ cifar10: 94.37, cifar100: 73.51, imagenet16: 47.31 })
    expect(summary?.figures?.cifar10.loss.kendallTau).toBeNull()
    expect(summary?.figures?.cifar10.parameters.kendallTau?.toFixed(3)).toBe('0.637')
  })

  it('counts the loss with its sign turned: low is good', async () => {
    const byParameters = new Map((await new FakeSupernet(new FakeContext()).run(rankJob(paperSubset))).rows?.map((row) => [space.liveKey(space.parse(row.architecture)), row.parameters]))
    const supernet = new FakeSupernet(new FakeContext(), (key) => ({ accuracy: (byParameters.get(key) ?? 0) / 1e9, loss: 1e6 / (byParameters.get(key) ?? 1) }))
    const figures = (await supernet.run(rankJob(paperSubset))).summary?.figures?.cifar10
    expect(figures?.loss.kendallTau).toBeGreaterThan(0.5)
    expect(figures?.loss.kendallTau).toBeCloseTo(figures?.accuracy.kendallTau ?? 0, 12)
  })

  it('keeps subnets without a finite loss as the worst, and says how many', async () => {
    const context = new FakeContext()
    const broken = new FakeSupernet(context, (key) => ({ accuracy: 0.9, loss: key === '3,3,3,3,3,3' ? NaN : hash(key) }))
    const { rows, summary } = await broken.run(rankJob({ kind: 'list', source: 'test', architectures: [[3, 3, 3, 3, 3, 3], [2, 2, 2, 2, 2, 2], [1, 1, 1, 1, 1, 1]] }))
    expect(rows?.at(-1)).toMatchObject({ index: 11_718, accuracy: 0, loss: worstLoss })
    expect(summary?.architectures).toBe(3)
    expect(context.events.find(({ kind }) => kind === 'log')).toMatchObject({ level: 'warning', message: expect.stringContaining('1 of 3') as string })
  })
})

describe('the estimate', () => {
  it('comes first, is near the truth, and its evaluations count', async () => {
    const context = new FakeContext()
    const supernet = new FakeSupernet(context)
    const result = await supernet.run(rankJob(paperSubset))
    const ranking = context.progress().filter(({ phase }) => phase === 'Ranking')
    expect(ranking[0]?.figures['estimateSeconds']).toBe(result.estimateSeconds)
    expect(ranking[0]?.done).toBeLessThan(20)
    expect(ranking[0]?.secondsLeft).toBeGreaterThan(1)
    expect(Math.abs(result.estimateSeconds / context.time - 1)).toBeLessThan(0.2)
    expect(supernet.evaluated).toHaveLength(231)
  })

  it('alone ends there, records nothing and has no table', async () => {
    const context = new FakeContext()
    const supernet = new FakeSupernet(context)
    const result = await supernet.run(rankJob(paperSubset, { estimateOnly: true }))
    expect(result).toMatchObject({ state: 'finished', rows: null, summary: null })
    expect(result.estimateSeconds).toBeGreaterThan(10)
    expect(supernet.evaluated.length).toBeLessThan(20)
    expect(context.scores()).toEqual([])
    expect(supernet.disposed).toBe(1)
  })

  it('does not wait for many evaluations where each takes long', async () => {
    const context = new FakeContext()
    const slow = new FakeSupernet(context)
    slow.slowness = 40
    const result = await slow.run(rankJob(paperSubset, { estimateOnly: true }))
    expect(slow.evaluated.length).toBeLessThan(4)
    expect(result.estimateSeconds).toBeGreaterThan(231 * 40 * 0.2)
  })

  it('of very few architectures is what they took', async () => {
    const context = new FakeContext()
    const result = await new FakeSupernet(context).run(rankJob({ kind: 'list', source: 'test', architectures: [[3, 3, 3, 3, 3, 3]] }))
    expect(result.estimateSeconds).toBe(10)
    expect(result.rows).toHaveLength(1)
  })

  it('is followed by progress with falling seconds left', async () => {
    const context = new FakeContext()
    await new FakeSupernet(context).run(rankJob(paperSubset))
    const progress = context.progress()
    expect(progress.length).toBeGreaterThan(50)
    expect(progress.at(-1)).toMatchObject({ phase: 'Ranking', done: 231, total: 231, secondsLeft: 0 })
    expect(progress.slice(1).every(({ figures }) => (figures['imagesPerSecond'] ?? 0) > 0)).toBe(true)
  })
})

describe('stop and resume', () => {
  it('keeps what was evaluated, evaluates only the rest, and ends with the same table', async () => {
    const whole = await new FakeSupernet(new FakeContext()).run(rankJob(paperSubset))
    const context = new FakeContext()
    context.onTurn = () => (context.stopRequested = context.turns > 100)
    const first = new FakeSupernet(context)
    const stopped = await first.run(rankJob(paperSubset))
    expect(stopped).toMatchObject({ state: 'stopped', rows: null, summary: null })
    expect(first.evaluated).toHaveLength(100)
    expect(first.disposed).toBe(1)
    expect(context.scores()).toHaveLength(100)
    expect(context.recordedEvents).toBe(context.events.length)

    const second = new FakeSupernet(new FakeContext())
    const resumed = await second.run(rankJob(paperSubset, { scored: context.scores() }))
    expect(second.evaluated).toHaveLength(131)
    expect(new Set([...first.evaluated, ...second.evaluated]).size).toBe(231)
    expect(resumed.rows).toEqual(whole.rows)
    expect(resumed.summary?.figures).toEqual(whole.summary?.figures)
  })

  it('gives up an evaluation between its batches, without a score of it', async () => {
    const context = new FakeContext()
    let paused = 0
    const result = await rank(rankJob(paperSubset), context, () => ({
      checkpointStep: 10,
      images: 512,
      dispose: () => undefined,
      evaluate: async (_architecture, pause) => {
        context.stopRequested = ++paused === 3
        return (await pause()) ? { accuracy: 0.5, loss: 1 } : null
      },
    }))
    expect(result).toMatchObject({ state: 'stopped', rows: null })
    expect(context.scores()).toHaveLength(2)
  })

  it('with everything scored needs no evaluation, and scores of other graphs are left out', async () => {
    const context = new FakeContext()
    await new FakeSupernet(context).run(rankJob(paperSubset))
    const again = new FakeSupernet(new FakeContext())
    const scored = [...context.scores(), { liveKey: 'other', accuracy: 1, loss: 0 }]
    const result = await again.run(rankJob(paperSubset, { scored }))
    expect(again.evaluated).toEqual([])
    expect(result.summary?.liveGraphs).toBe(231)
    expect(again.context.progress().at(-1)?.done).toBe(231)
  })

  it('disposes of the supernet when an evaluation throws', async () => {
    const supernet = new FakeSupernet(new FakeContext(), () => {
      throw new Error('out of memory')
    })
    await expect(supernet.run(rankJob(paperSubset))).rejects.toThrow('out of memory')
    expect(supernet.disposed).toBe(1)
  })
})
