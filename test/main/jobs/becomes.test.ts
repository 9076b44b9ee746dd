/** Which runs of the history stand for a wish: what main draws is what the worker draws. */
import { describe, expect, it } from 'vitest'
import type { MomentumConfig, TrainConfig } from '../../../src-contract/domain/run'
import { createSearchSpace } from '../../../src-contract/search-space/registry'
import { becomes } from '../../../src-main/jobs/becomes'
import { drawInteger } from '../../../src-main/jobs/draw-integer'
import { random } from '../../../src-worker/random'
import { resolveMomentum } from '../../../src-worker/strategy/momentum'
import { exampleConfig } from '../../helpers/history-records'

const space = createSearchSpace(exampleConfig.space, exampleConfig.classes)
const open: MomentumConfig = { id: 'separated', splitChoice: null }

describe('a run stands for a wish', () => {
  it('that leaves the split choice open only with the one that the seed draws', () => {
    for (let seed = 0; seed < 50; seed++) {
      const wished: TrainConfig = { ...exampleConfig, seed, momentum: open }
      const drawn = resolveMomentum(wished, space)
      const found = space.choices.map((_, splitChoice) => becomes(wished, { ...wished, momentum: { ...open, splitChoice } }))
      expect(found).toEqual(space.choices.map((_, splitChoice) => drawn.id !== 'shared' && splitChoice === drawn.splitChoice))
      expect([becomes(wished, wished), becomes({ ...wished, momentum: drawn }, wished)]).toEqual([true, true])
    }
  })

  it('whatever the id of its data set, and with no other setting than the wished', () => {
    const same = { ...exampleConfig, datasetId: 'imported-anew' }
    expect(becomes(exampleConfig, same)).toBe(true)
    expect(becomes(exampleConfig, { ...same, datasetFingerprint: 'beef' })).toBe(false)
    expect(becomes(exampleConfig, { ...exampleConfig, batch: 32 })).toBe(false)
    expect(becomes(exampleConfig, { ...exampleConfig, momentum: { id: 'random-groups', splitChoice: null } })).toBe(false)
  })

  it('main and worker draw the same whole numbers', () => {
    for (let seed = 0; seed < 500; seed++) {
      for (const below of [1, 2, 3, 6, 15, 1000, 2 ** 31]) expect(drawInteger(below, 'split-choice', seed, 'ß')).toBe(random('split-choice', seed, 'ß').integer(below))
    }
  })
})
