import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { calrGamma, decayFactor } from '../../src-contract/schedule'
import { createSearchSpace } from '../../src-contract/search-space/registry'

interface ClosedForm {
  readonly 'nas-bench-201': readonly {
    readonly index: number
    readonly operations: number[]
    readonly parameters: number
    readonly multiply_adds: number
    readonly gamma: Readonly<Record<string, number>>
    readonly factor: Readonly<Record<string, number>>
  }[]
  readonly mobilenet: readonly { readonly parameters: number; readonly gamma: number }[]
}

const golden = JSON.parse(readFileSync(new URL('../../resources/golden/closed-form.json', import.meta.url), 'utf8')) as ClosedForm
const space = createSearchSpace({ id: 'nas-bench-201', channels: 16, cells: 5 }, 10)

function expectRelative(value: number, expected: number): void {
  expect(Math.abs(value - expected)).toBeLessThanOrEqual(1e-9 * Math.abs(expected))
}

describe('closed forms of NAS-Bench-201 (C = 16, N = 5, ten classes)', () => {
  it.each(golden['nas-bench-201'])('architecture $index', ({ index, operations, parameters, multiply_adds, gamma, factor }) => {
    expect(space.fromIndex(index)).toEqual(operations)
    expect(space.index(operations)).toBe(index)
    expect(space.parameters(operations)).toBe(parameters)
    expect(space.multiplyAdds(operations, 32)).toBe(multiply_adds)
    for (const [gammaMax, expected] of Object.entries(gamma)) {
      expectRelative(calrGamma(parameters, space.extremes, Number(gammaMax)), expected)
    }
    const exponent = calrGamma(parameters, space.extremes, 4)
    for (const [share, expected] of Object.entries(factor)) {
      expectRelative(decayFactor(Math.round(Number(share) * 1000), 1000, exponent), expected)
    }
  })

  it('extremes are those of the method', () => {
    expect(space.extremes).toEqual({ smallest: 72_752, largest: 1_524_272 })
    expect(space.index([3, 3, 3, 3, 3, 3])).toBe(11_718)
    expect(space.multiplyAdds([3, 3, 3, 3, 3, 3], 32)).toBe(220_119_680)
  })
})

describe('γ of MobileNet complexities', () => {
  it.each(golden.mobilenet)('$parameters parameters', ({ parameters, gamma }) => {
    expectRelative(calrGamma(parameters, { smallest: 2_145_384, largest: 5_054_664 }, 4), gamma)
  })
})
