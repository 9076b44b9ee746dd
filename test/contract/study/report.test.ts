import { describe, expect, it } from 'vitest'
import { curvesCsv, parseResults, resultsCsv } from '../../../src-contract/study/results-csv'
import { reportStudy } from '../../../src-contract/study/report'
import { differenceParts, meanParts, rounded } from '../../../src-contract/study/report-text'
import { differencesCsv, latexTables, summaryCsv } from '../../../src-contract/study/tables'
import type { StudyResult } from '../../../src-contract/study/study'
import { readStudy } from '../../../src-main/studies/read-study'
import { studyResult, studyText } from '../../helpers/study'

const study = readStudy(studyText, 'small.json')
const all = study.arms.flatMap(({ name }) => study.seeds.map((seed) => studyResult(name, seed)))
const bias = 'complexityBias.loss.cifar10'

describe('the report', () => {
  it('has the mean and deviation of each arm, by hand', () => {
    const { arms } = reportStudy(study, all, [])
    const cosine = arms.find(({ arm }) => arm === 'cosine')?.figures.find(({ key }) => key === bias)
    // 0, 1/3, 4/3: mean 5/9.
    expect(cosine?.sample?.mean).toBeCloseTo(5 / 9, 14)
    expect(cosine?.sample?.std).toBeCloseTo(Math.sqrt(((5 / 9) ** 2 + (2 / 9) ** 2 + (7 / 9) ** 2) / 2), 14)
    expect(arms.map(({ missing }) => missing)).toEqual([[], [], []])
  })

  it('pairs by seed: what the seed does to both arms does not count', () => {
    const { differences } = reportStudy(study, all, [])
    const found = differences.filter(({ key }) => key === bias)
    expect(found.map(({ arm }) => arm)).toEqual(['calr', 'ms'])
    expect(found[0]?.values.map(({ value }) => value)).toEqual([0.5, 0.5, 0.5].map((value) => expect.closeTo(value, 12) as number))
    expect(found[0]?.sample?.std).toBeCloseTo(0, 12)
    expect(found[0]?.interval?.low).toBeCloseTo(0.5, 12)
  })

  it('names what is missing, pairs only seeds that both arms have, and never counts a missing run as zero', () => {
    const some = all.filter(({ arm, seed }) => !(arm === 'cosine' && seed === 2) && !(arm === 'calr' && seed === 0))
    const { differences, arms, notes, done, total } = reportStudy(study, some, [{ arm: 'cosine', seed: 2, state: 'failed' }, { arm: 'calr', seed: 0, state: 'waiting' }])
    expect([done, total]).toEqual([7, 9])
    const calr = differences.find(({ key, arm }) => key === bias && arm === 'calr')
    expect(calr).toMatchObject({ values: [{ seed: 1 }], sample: { n: 1, std: null }, interval: null })
    expect(differences.find(({ key, arm }) => key === bias && arm === 'ms')?.values.map(({ seed }) => seed)).toEqual([0, 1])
    expect(arms[0]?.missing).toEqual([{ seed: 2, state: 'failed' }])
    expect(notes[0]).toBe('2 of 9 runs have no result: cosine seed 2 (failed), calr seed 0 (not begun).')
  })

  it('says which run has a figure that is not defined, and where machines differ', () => {
    const { notes, arms } = reportStudy(study, [...all.slice(1), studyResult('cosine', 0, { threads: 4 })], [])
    expect(notes).toEqual(['kendallTau.accuracy.cifar10 is not defined for ms seed 1: these runs are not in its mean.', 'The runs were made with different numbers of threads: 1; 4.'])
    expect(arms.find(({ arm }) => arm === 'ms')?.figures.find(({ key }) => key === 'kendallTau.accuracy.cifar10')?.sample?.n).toBe(2)
  })
})

it('has the floors of the figures that have any, and none where runs do not agree', () => {
  const withFloor = (value: number) => (result: StudyResult): StudyResult => ({ ...result, figures: { ...result.figures, 'kendallTau.parameters.cifar10': value } })
  const { floors } = reportStudy(study, all.map(withFloor(0.637)), [])
  expect(floors).toEqual([{ key: 'kendallTau.accuracy.cifar10', parameters: 0.637, multiplyAdds: null }])
  expect(reportStudy(study, all.map((result, at) => withFloor(at)(result)), []).floors).toEqual([])
  const report = reportStudy(study, all.map(withFloor(0.637)), [])
  expect(summaryCsv(study, report)).toContain('parameters,parameters (floor),secondary,kendallTau,accuracy,cifar10,0,0.637,,\n')
  expect(latexTables(study, report, 'abc')).toContain('parameters (floor) & -- & $0.637$ & -- \\\\')
})

describe('the tables', () => {
  const report = reportStudy(study, all, [])

  it('give a program the numbers whole', () => {
    const summary = summaryCsv(study, report).split('\n')
    expect(summary[0]).toBe('arm,title,role,figure,score,truth,n,mean,std,seeds')
    expect(summary).toHaveLength(1 + 3 * 3 + 1)
    expect(summary[4]).toBe(`calr,CaLR & γ_4,primary,complexityBias,loss,cifar10,3,${(0.5 + (0.5 + 1 / 3) + (0.5 + 4 / 3)) / 3},${report.arms[1]?.figures[0]?.sample?.std ?? ''},0 1 2`)
    expect(differencesCsv(report).split('\n')[1]).toMatch(/^calr,cosine,primary,complexityBias,loss,cifar10,3,0\.5/)
  })

  it('are LaTeX that nothing of a name breaks', () => {
    const text = latexTables(study, report, 'abc')
    expect(text).toContain('CaLR \\& $\\gamma$\\_4 & $1.056 \\pm 0.694$ (3)')
    expect(text).toContain('$+0.500\\; [0.500, 0.500]$ (3)')
    expect(text.match(/\\begin\{tabular\}\{lrrr\}/g)).toHaveLength(2)
  })

  it('round by size', () => {
    expect([meanParts(null), meanParts({ n: 1, mean: 93.125, std: null }), meanParts({ n: 3, mean: 640.25, std: 0.5 })]).toEqual([null, { mean: '93.13', std: null, n: 1 }, { mean: '640.3', std: '0.5', n: 3 }])
    expect(differenceParts(undefined)).toBeNull()
    expect(differenceParts({ sample: { n: 2, mean: 12.345, std: 1 }, interval: { low: -0.5, high: 25 } })).toEqual({ mean: '+12.35', range: { low: '-0.50', high: '25.00' }, n: 2 })
    expect([0.12345, -1.5, 93.125, 640.25, 12345.6].map((value) => rounded(value))).toEqual(['0.123', '-1.500', '93.13', '640.3', '12346'])
  })
})

describe('results as files', () => {
  const source = { results: 'runs.csv', curves: 'curves.csv' }

  it('come back as they were, to the last bit', () => {
    expect(parseResults(resultsCsv(all), curvesCsv(all), source)).toEqual(all)
  })

  it('are refused with the line', () => {
    const lines = resultsCsv(all).split('\n')
    const broken = (line: number, from: string | RegExp, to: string): (() => unknown) => () => parseResults(lines.map((text, at) => (at === line ? text.replace(from, to) : text)).join('\n'), curvesCsv(all), source)
    expect(broken(0, 'weights_sha256', 'weights')).toThrow('runs.csv, line 1: there is no column "weights_sha256"')
    expect(broken(3, ',40,', ',forty,')).toThrow('runs.csv, line 4: "steps" is "forty", which is no number')
    expect(broken(2, /,"\{.*$/, ',')).toThrow('runs.csv, line 3: "config" is empty')
    expect(broken(2, /"\{.*$/, '[1]')).toThrow('runs.csv, line 3: its "config" is no JSON object')
    expect(broken(5, 'cosine,', 'cosine,,')).not.toThrow()
    expect(() => parseResults(resultsCsv(all), 'arm,seed,curve,step,value\ncosine,0,loss,1\n', source)).toThrow('curves.csv, line 2: 5 fields are needed, found 4')
  })
})
