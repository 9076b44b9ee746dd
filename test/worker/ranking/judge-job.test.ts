import { describe, expect, it } from 'vitest'
import { publishedNetwork } from '../../../src-contract/search-space/published'
import { runJudgeJob } from '../../../src-worker/jobs/judge-job'
import { loadGroundTruth } from '../../../src-worker/ranking/ground-truth'
import { quietContext } from '../../helpers/job-context'

const published = publishedNetwork('nas-bench-201')
const judge = (text: string, better: 'high' | 'low') => runJudgeJob({ kind: 'judge', source: 'f.csv', text, better, ...published }, quietContext)

describe('judging scores made elsewhere', () => {
  it('of three architectures gives figures that can be reckoned by hand', async () => {
    // 11718 is all 3x3 convolutions, 11663 one of the two best of CIFAR-10, 0 computes nothing.
    const truth = await loadGroundTruth('nas-bench-201')
    const order = [11718, 0, 11663].map((index) => truth?.test.cifar10[index] ?? NaN)
    expect(order[2]).toBeGreaterThan(order[0] ?? NaN)
    expect(order[0]).toBeGreaterThan(order[1] ?? NaN)
    const { rows, summary } = await judge('11718,3\n0,1\n11663,2\n', 'high')
    expect(rows.map(({ index, score }) => [index, score])).toEqual([[0, 1], [11663, 2], [11718, 3]])
    expect(rows.map(({ parameters }) => parameters)[2]).toBe(1_524_272)
    const { cifar10 } = summary.figures ?? {}
    // Two pairs in the true order, one in the wrong one; ranks (1, 2, 3) against (1, 3, 2).
    expect(cifar10?.score.kendallTau).toBeCloseTo(1 / 3, 12)
    expect(cifar10?.score.spearman).toBeCloseTo(0.5, 12)
    expect(cifar10?.score.pAtTop).toEqual({ '1': 0, '5': 0, '10': 0, '50': 1 })
    expect(cifar10?.score.pAtBottom).toEqual({ '1': 1, '5': 1, '10': 1, '50': 0.5 })
    expect(cifar10?.score.bestRankAt['1']).toBeCloseTo(200 / 3, 12)
    expect(cifar10?.score.bestRankAt['5']).toBeCloseTo(100 / 3, 12)
    // The score is the order of the parameters here, so both floors are what it reaches.
    expect(cifar10?.parameters.kendallTau).toBeCloseTo(1 / 3, 12)
    expect(cifar10?.multiplyAdds.kendallTau).toBeCloseTo(1 / 3, 12)
    expect(summary.first.index).toBe(11718)
    expect(summary.optimum?.cifar10).toBe(94.37)
  })

  it('counts from the good end', async () => {
    const up = await judge('11718,3\n0,1\n11663,2\n', 'high')
    const down = await judge('11718,-3\n0,-1\n11663,-2\n', 'low')
    expect(down.summary.figures).toEqual(up.summary.figures)
    expect(down.summary.first.index).toBe(11718)
    // Kept as it stands in the file.
    expect(down.summary.first.score).toBe(-3)
    const wrong = await judge('11718,3\n0,1\n11663,2\n', 'low')
    expect(wrong.summary.figures?.cifar10.score.kendallTau).toBeCloseTo(-1 / 3, 12)
  })

  it('gives the published τ of the parameter count on the 327 architectures', async () => {
    const truth = await loadGroundTruth('nas-bench-201')
    const text = (truth?.paperSubset ?? []).map((index) => `${index},${index}`).join('\n')
    const { summary } = await judge(text, 'high')
    const floors = [summary.figures?.cifar10, summary.figures?.cifar100, summary.figures?.imagenet16].map((figures) => figures?.parameters.kendallTau ?? NaN)
    expect(floors.map((value) => Number(value.toFixed(3)))).toEqual([0.637, 0.634, 0.584])
  })

  it('breaks ties by the lower index', async () => {
    const { summary } = await judge('11663,1\n11718,1\n0,1\n', 'high')
    expect(summary.first.index).toBe(0)
    expect(summary.figures?.cifar10.score).toMatchObject({ kendallTau: null, complexityBias: null })
    expect(summary.figures?.cifar10.score.bestRankAt['1']).toBe(100)
  })

  it('of a space without a table gives the order alone', async () => {
    const text = `"[${Array(21).fill(0).join()}]",1\n"[${[1, ...Array<number>(20).fill(0)].join()}]",2`
    const { rows, summary } = await runJudgeJob({ kind: 'judge', source: 'm.csv', text, better: 'high', ...publishedNetwork('mobilenet') }, quietContext)
    expect(summary.figures).toBeNull()
    expect(summary.first.score).toBe(2)
    expect(rows[0]?.index).toBeNull()
  })
})
