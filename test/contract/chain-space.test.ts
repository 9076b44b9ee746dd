import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { StudioError } from '../../src-contract/errors'
import { chainLayers } from '../../src-contract/search-space/chain-space'
import { costSpread, distribution } from '../../src-contract/search-space/distribution'
import { mobileNet, mobileNetChain } from '../../src-contract/search-space/mobilenet'
import { createSearchSpace, plannedSpace } from '../../src-contract/search-space/registry'
import { compareArchitectures, neighbour, splitCandidates, weightElements, type Architecture } from '../../src-contract/search-space/search-space'
import { formOf, parseList, spaceConfig, spaceWish } from '../../src-contract/search-space/space-config'

const config = spaceConfig({ space: 'mobilenet', form: 'imagenet' })
const space = createSearchSpace(config, 1000)
const identity = 6

interface ClosedForm {
  readonly mobilenet: readonly { readonly operations: number[]; readonly parameters: number; readonly multiply_adds: number }[]
}
const golden = JSON.parse(readFileSync(new URL('../../resources/golden/closed-form.json', import.meta.url), 'utf8')) as ClosedForm

/** By hand: the published table of the network, layer for layer, at 224 pixels with 1,000 classes. */
function byHand(architecture: Architecture): { parameters: number; multiplyAdds: number } {
  let side = 112
  let parameters = 3 * 3 * 3 * 32 + 9 * 32 + 32 * 16
  let multiplyAdds = parameters * side ** 2
  let from = 16
  let layer = 0
  for (const [to, blocks, first] of [[24, 4, 2], [40, 4, 2], [80, 4, 2], [96, 4, 1], [192, 4, 2], [320, 1, 1]] as const) {
    for (let block = 0; block < blocks; block++) {
      const stride = block === 0 ? first : 1
      const operation = architecture[layer++] ?? 0
      if (operation !== identity) {
        const kernel = 3 + 2 * Math.floor(operation / 2)
        const wide = from * (operation % 2 === 0 ? 3 : 6)
        parameters += from * wide + kernel ** 2 * wide + wide * to
        multiplyAdds += from * wide * side ** 2 + (kernel ** 2 * wide + wide * to) * (side / stride) ** 2
      }
      side /= stride
      from = to
    }
  }
  parameters += 320 * 1280 + 1280 * 1000 + 1000
  multiplyAdds += 320 * 1280 * side ** 2 + 1280 * 1000
  return { parameters, multiplyAdds }
}

describe('MobileNet as published', () => {
  it('has 21 layers, 15 of which can be left out', () => {
    expect(space.choices).toHaveLength(21)
    expect(space.size).toBe(6n ** 6n * 7n ** 15n)
    expect(splitCandidates(space)).toEqual([1, 2, 3, 5, 6, 7, 9, 10, 11, 13, 14, 15, 17, 18, 19])
    expect(chainLayers(mobileNet(config as never)).map(({ downsampling }) => downsampling)).toEqual([2, 4, 4, 4, 4, 8, 8, 8, 8, 16, 16, 16, 16, 16, 16, 16, 16, 32, 32, 32, 32])
  })

  it('counts parameters and multiply-adds as the closed form by hand, and as the golden values', () => {
    for (const { operations, parameters, multiply_adds } of golden.mobilenet) {
      expect(byHand(operations)).toEqual({ parameters, multiplyAdds: multiply_adds })
      expect(space.parameters(operations)).toBe(parameters)
      expect(space.multiplyAdds(operations, 224)).toBe(multiply_adds)
    }
    expect(space.extremes).toEqual({ smallest: 2_145_384, largest: 5_054_664 })
    expect(Math.min(...golden.mobilenet.map((entry) => entry.multiply_adds))).toBe(102_528_896)
    expect(Math.max(...golden.mobilenet.map((entry) => entry.multiply_adds))).toBe(606_590_720)
  })

  it('counts the classifier bias as parameters, but multiplies nothing by it', () => {
    const fewer = createSearchSpace(config, 999)
    const architecture = space.choices.map(() => 0)
    expect(space.parameters(architecture) - fewer.parameters(architecture)).toBe(1281)
    expect(space.multiplyAdds(architecture, 224) - fewer.multiplyAdds(architecture, 224)).toBe(1280)
  })

  it('counts positions of sides that do not halve evenly, rounded up', () => {
    const architecture = space.choices.map(() => 0)
    expect(space.multiplyAdds(architecture, 223)).toBe(space.multiplyAdds(architecture, 224))
    expect(space.multiplyAdds(architecture, 192)).toBeLessThan(space.multiplyAdds(architecture, 193))
  })

  it('has every weight name once', () => {
    expect(new Set(space.weights.map(({ name }) => name)).size).toBe(space.weights.length)
  })
})

describe('architectures of a space without indices', () => {
  const architecture = space.choices.map(({ operations }, choice) => (choice * 5) % operations.length)

  it('are read back from their string and from a list', () => {
    const text = space.format(architecture)
    expect(text.startsWith('|k3e3|k7e6|k5e6|k3e6|+|')).toBe(true)
    expect(space.parse(text)).toEqual(architecture)
    expect(space.parse(JSON.stringify(architecture))).toEqual(architecture)
  })

  it('have no index, and a number is answered with what to write', () => {
    expect(space.index(architecture)).toBeNull()
    expect(() => space.parse('17')).toThrow('too many to be numbered; write a string such as |k3e3|k3e6|…')
    expect(() => space.fromIndex(0)).toThrow(StudioError)
  })

  it.each([
    ['|k3e3|', 'needs 6 stages'],
    [space.format(architecture).replace('k7e6', 'k9e6'), '"k9e6" names no operation of layer 2 in stage 1'],
    [space.format(architecture).replace('|k3e3|', '|identity|'), '"identity" names no operation of layer 1 in stage 1'],
    [space.format(architecture).replace('|k7e6|', '|'), 'stage 1 needs 4 operations, found 3'],
    [JSON.stringify(architecture.with(0, 6)), 'entry 1 must be a whole number from 0 to 5'],
  ])('%s is refused', (text, reason) => {
    expect(() => space.parse(text)).toThrow(reason)
  })

  it('have neighbours in the order of their operations, around the end', () => {
    const last = space.choices.map(({ operations }) => operations.length - 1)
    const first = space.choices.map(() => 0)
    expect(neighbour(space, last, 1)).toEqual(first)
    expect(neighbour(space, first, -1)).toEqual(last)
    expect(neighbour(space, first.with(20, 5), 1)).toEqual(first.with(19, 1))
    expect(compareArchitectures(first, neighbour(space, first, 1))).toBeLessThan(0)
    expect(compareArchitectures(last, last)).toBe(0)
  })
})

describe('settings', () => {
  it('lead to a configuration and back, strides by the form or as a list', () => {
    const small = spaceConfig({ space: 'mobilenet', width: 0.25, blocks: [1, 2, 1, 1, 1, 1] })
    expect(small).toEqual({ id: 'mobilenet', width: 0.25, blocks: [1, 2, 1, 1, 1, 1], strides: [1, 1, 2, 2, 1, 2, 1] })
    expect(spaceConfig(spaceWish(small))).toEqual(small)
    expect(formOf([1, 1, 2, 2, 1, 2, 1])).toBe('cifar')
    expect(formOf([1, 1, 1, 1, 1, 1, 1])).toBeNull()
  })

  it('of another space, or that do not go together, are refused', () => {
    expect(() => spaceConfig({ space: 'mobilenet', channels: 8 })).toThrow('--channels applies to --space nas-bench-201 only')
    expect(() => spaceConfig({ width: 0.5 })).toThrow('--width applies to --space mobilenet only')
    expect(() => spaceConfig({ space: 'mobilenet', form: 'cifar', strides: [1, 1, 1, 1, 1, 1, 1] })).toThrow('give one of them')
    expect(() => spaceConfig({ space: 'mobilenet', blocks: [4, 4] })).toThrow('Blocks must be 6 numbers')
    expect(() => spaceConfig({ space: 'mobilenet', strides: [3, 1, 1, 1, 1, 1, 1] })).toThrow('from 1 to 2')
    expect(parseList('blocks', '4, 4,4,4,4,1')).toEqual([4, 4, 4, 4, 4, 1])
    expect(parseList('blocks', '4,x')).toContain('whole numbers joined by commas')
  })

  it('scale every channel count by the width multiplier, at least to one', () => {
    const shapes = (width: number) => mobileNet({ width, blocks: [1, 1, 1, 1, 1, 1], strides: [1, 1, 1, 1, 1, 1, 1] })
    expect(shapes(0.5)).toMatchObject({ first: { channels: 16 }, stem: 8, last: 640 })
    expect(shapes(0.05).stages.map(({ channels }) => channels)).toEqual([1, 2, 4, 5, 10, 16])
  })

  it('say when images are too small for the strides', () => {
    expect(() => space.checkImageSize(32)).not.toThrow()
    expect(() => space.checkImageSize(31)).toThrow('--image-size 32')
  })
})

describe('spread of costs', () => {
  const parameters = (architecture: Architecture): number => space.parameters(architecture)

  it('of a large space is a sample between the exact extremes, the same each time', () => {
    const { counts, sampled } = costSpread(space, parameters)
    expect(sampled).toBe(true)
    expect([counts[0]?.value, counts.at(-1)?.value]).toEqual([space.extremes.smallest, space.extremes.largest])
    expect(costSpread(space, parameters).counts).toEqual(counts)
    const total = counts.reduce((sum, { count }) => sum + count, 0)
    const mean = counts.reduce((sum, { value, count }) => sum + value * count, 0) / total
    const parts = space.choices.map(({ operations }, choice) => {
      const first = space.choices.map(() => 0)
      return operations.reduce((sum, _, operation) => sum + space.parameters(first.with(choice, operation)) - space.parameters(first), 0) / operations.length
    })
    const exact = space.parameters(space.choices.map(() => 0)) + parts.reduce((sum, part) => sum + part, 0)
    expect(Math.abs(mean - exact)).toBeLessThan(0.005 * exact)
  })

  it('of a small chain is exact', () => {
    const spec = mobileNetChain({ first: { channels: 4, stride: 1 }, stem: 4, stages: [{ channels: 4, blocks: 2, stride: 1 }], last: 8 })
    const small = plannedSpace({ template: 'chain', spec }, 3)
    const ofSmall = (architecture: Architecture): number => small.parameters(architecture)
    expect(small.size).toBe(49n)
    expect(costSpread(small, ofSmall)).toEqual({ counts: distribution(small, ofSmall), sampled: false })
    expect(small.index(small.fromIndex(31))).toBe(31)
    const all = Array.from({ length: 49 }, (_, index) => small.parameters(small.fromIndex(index)))
    expect(small.extremes).toEqual({ smallest: Math.min(...all), largest: Math.max(...all) })
    const every = small.weights.reduce((sum, weight) => sum + weightElements(weight), 0)
    expect(small.parameters([0, 0])).toBeLessThan(every)
  })
})
