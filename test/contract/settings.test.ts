import { describe, expect, it } from 'vitest'
import { checkNumber, trainSettings } from '../../src-contract/domain/settings'

describe('number settings', () => {
  it('have defaults that pass their own check', () => {
    for (const setting of Object.values(trainSettings)) {
      if (setting.default !== null) expect(checkNumber(setting, setting.default)).toBeNull()
    }
  })

  it('say what is wrong with a value', () => {
    expect(checkNumber(trainSettings.batch, 64)).toBeNull()
    expect(checkNumber(trainSettings.batch, 1)).toContain('Batch must be from 2')
    expect(checkNumber(trainSettings.batch, 2.5)).toContain('whole number')
    expect(checkNumber(trainSettings.lr, NaN)).toContain('must be a number')
    // γmax 1 would make every exponent 1 and Cmin and Cmax alike.
    expect(checkNumber(trainSettings.gammaMax, 1)).toContain('γmax must be from')
    expect(checkNumber(trainSettings.seed, 2 ** 32)).toContain('Seed must be from 0')
  })
})
