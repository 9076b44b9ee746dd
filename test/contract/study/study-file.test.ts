/** Study files: what is refused, with line and reason. */
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { cellRequest, studyFigures } from '../../../src-contract/study/study-file'
import { readStudy } from '../../../src-main/studies/read-study'
import { resolveTrainConfig } from '../../../src-main/jobs/resolve-train-config'
import { studyText } from '../../helpers/study'
import { datasetRecord } from '../../helpers/train-config'

const bundled = readFileSync(new URL('../../../resources/studies/spos-reduced.json', import.meta.url), 'utf8')

const broken: readonly (readonly [change: string, from: string, to: string, line: number, reason: string])[] = [
  ['not JSON', '"reference"', 'reference', 13, 'not JSON'],
  ['a key twice', '"reference": "cosine",', '"reference": "cosine", "reference": "ms",', 13, 'the key "reference" stands here a second time'],
  ['an unknown version', '"format": 1', '"format": 2', 2, 'format must be 1'],
  ['an unknown key', '"reference"', '"control": 1, "reference"', 13, 'control is not a key of the format'],
  ['a missing key', '"dataset": "pictures",', '', 1, 'dataset is missing'],
  ['an unknown setting', '"batch": 16', '"batchsize": 16', 6, 'settings.batchsize is not a key of the format'],
  ['a setting of the wrong kind', '"batch": 16', '"batch": "16"', 6, 'settings.batch must be number, not "16"'],
  ['a setting beyond its limits', '"batch": 16', '"batch": 1', 6, 'settings.batch is wrong: Batch must be from 2 to 65536, not 1'],
  ['an unknown rate', '"rate": "calr"', '"rate": "clr"', 9, 'must be constant or cosine or fixed or calr, not "clr"'],
  ['a seed among the settings', '{ "rate": "cosine" }', '{ "rate": "cosine", "seed": 3 }', 8, 'arms[0].settings.seed stands among the settings: give it in "seeds"'],
  ['an arm twice', '"name": "ms"', '"name": "Cosine"', 10, 'arms[2].name is "Cosine", as an arm before'],
  ['two arms that are one', '{ "momentum": "separated" }', '{ "rate": "cosine" }', 10, 'arms[2] has the same settings as "cosine"'],
  ['a seed twice', '[0, 1, 2]', '[0, 1, 1]', 12, 'seeds[2] is 1, as a seed before'],
  ['no seed', '[0, 1, 2]', '[]', 12, 'seeds has 0 seeds'],
  ['a reference that is no arm', '"reference": "cosine"', '"reference": "sgd"', 13, 'reference is "sgd", which is no arm of the study: the arms are cosine, calr, ms'],
  ['an unknown figure', '"complexityBias"', '"bias"', 16, 'figures.primary[0].figure must be one of kendallTau, '],
  ['a figure without its score', '"score": "loss", ', '', 16, 'figures.primary[0].score is missing: complexityBias is taken by loss or by accuracy'],
  ['a figure without its truth', '"score": "loss", "truth": "cifar10"', '"score": "loss"', 16, 'truth is missing'],
  ['a truth too much', '{ "figure": "finalLoss" }', '{ "figure": "finalLoss", "truth": "cifar10" }', 17, 'figures.secondary[1].truth does not belong to finalLoss'],
  ['a figure twice', '{ "figure": "finalLoss" }', '{ "figure": "complexityBias", "score": "loss", "truth": "cifar10" }', 17, 'figures.secondary[1] is complexityBias.loss.cifar10, as a figure before'],
  ['no evaluation', '"ranking": { "architectures": "random:20", "images": 32, "batch": 16 },', '', 16, 'which needs an evaluation'],
  ['a space without truth', '{ "momentum": "separated" }', '{ "space": "mobilenet" }', 16, 'only the space nas-bench-201 has them'],
  ['unknown architectures', '"random:20"', '"best"', 14, 'ranking.architectures must be "paper-subset", "all"'],
  ['a confidence of 95', '"reference"', '"confidence": 95, "reference"', 13, 'confidence must be from 0.5 to 0.9999, not 95'],
  ['a bad name', '"name": "small"', '"name": "a/b"', 3, 'name must begin with a letter'],
]

describe('what is refused, with line and reason', () => {
  it.each(broken)('%s', (_change, from, to, line, reason) => {
    expect(studyText).toContain(from)
    const read = () => readStudy(studyText.replace(from, to), 'x.json')
    expect(read).toThrow(`x.json, line ${line}: `)
    expect(read).toThrow(reason)
  })
})

describe('the study that comes along', () => {
  const study = readStudy(bundled, 'spos-reduced.json')
  const configs = study.arms.map((arm) => resolveTrainConfig(cellRequest(study, arm, 2), datasetRecord({ imageSize: 16, counts: { train: 25_000, valid: 25_000, test: 10_000 } }), 8))

  it('has five arms that differ in rate and momentum only', () => {
    expect(configs.map(({ rate, momentum }) => [rate, momentum])).toEqual([
      [{ id: 'cosine' }, { id: 'shared' }],
      [{ id: 'fixed', gamma: 2.47 }, { id: 'shared' }],
      [{ id: 'calr', gammaMax: 4 }, { id: 'shared' }],
      [{ id: 'cosine' }, { id: 'separated', splitChoice: null }],
      [{ id: 'calr', gammaMax: 4 }, { id: 'separated', splitChoice: null }],
    ])
    const same = configs.map((config) => ({ ...config, rate: null, momentum: null }))
    for (const config of same) expect(config).toEqual(same[0])
    expect(same[0]).toMatchObject({ space: { channels: 8, cells: 1 }, length: { epochs: 60 }, trainImages: 25_000, seed: 2, batch: 64, augment: { flip: true, cropPadding: 2 }, runtime: { threads: 1 } })
    expect(same[0]?.tracking).toEqual({ every: 10, subset: { kind: 'paper-subset' }, images: 1024, batch: 256, seed: 0 })
  })

  it('is decided by complexity bias and τ within equal parameters', () => {
    expect(studyFigures(study).map(({ role, key }) => `${role} ${key}`)).toEqual([
      'primary complexityBias.loss.cifar10',
      'primary tauWithinEqualParameters.loss.cifar10',
      'secondary kendallTau.loss.cifar10',
      'secondary kendallTau.accuracy.cifar10',
      'secondary top1.loss.cifar10',
      'secondary top1.accuracy.cifar10',
    ])
    expect([study.seeds, study.reference, study.ranking]).toEqual([[0, 1, 2], 'cosine', undefined])
  })
})
