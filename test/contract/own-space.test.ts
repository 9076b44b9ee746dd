/** Space files: what is refused, with its place, and what is counted, against figures by hand. */
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { createSearchSpace } from '../../src-contract/search-space/registry'
import { ownSpaceProblem, ownSpaceSchema, type OwnSpace } from '../../src-contract/search-space/own-space'
import { spaceConfig, spaceWish } from '../../src-contract/search-space/space-config'
import { readSpace } from '../../src-main/spaces/read-space'
import { parse } from 'valibot'

const text = (name: string): string => readFileSync(new URL(`../../resources/search-spaces/${name}.json`, import.meta.url), 'utf8')
const cell = readSpace(text('small-cell'), 'small-cell.json')
const chain = readSpace(text('small-chain'), 'small-chain.json')
const spaceOf = (spec: OwnSpace) => createSearchSpace({ id: 'own', spec }, 10)

describe('the two examples', () => {
  it('count the cell as by hand: 8, 16 and 32 channels at 32, 16 and 8 pixels, one cell each', () => {
    const space = spaceOf(cell)
    expect(space.size).toBe(6n ** 5n)
    const widths = [8, 16, 32]
    const sides = [32, 16, 8]
    const fixed = [27 * 8, ...[8, 16].map((c) => 9 * c * 2 * c + 9 * 4 * c * c + 2 * c * c), 320]
    const fixedWork = fixed.map((weights, i) => weights * ([32, 16, 8][i] ?? 1) ** 2)
    const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0)
    const added = { none: () => 0, skip: () => 0, max_3: () => 0, sep_5: (c: number) => 25 * c + c * c, sep_3_d2: (c: number) => 9 * c + c * c, conv_3_d2: (c: number) => 9 * c * c }
    Object.values(added).forEach((weights, operation) => {
      const architecture = [operation, 1, 1, 2, 1]
      expect(space.parameters(architecture)).toBe(sum(fixed) + sum(widths.map(weights)))
      // The classifier is applied once.
      expect(space.multiplyAdds(architecture, 32)).toBe(sum(fixedWork.slice(0, 3)) + 320 + sum(widths.map((c, i) => weights(c) * (sides[i] ?? 0) ** 2)))
    })
  })

  it('count the chain as by hand, with squeeze-and-excitation once an image and without the bias', () => {
    const space = spaceOf(chain)
    expect(space.choices.map(({ operations }) => operations.length)).toEqual([5, 5, 4, 5, 4, 5])
    const layers = [[8, 8, 32, 32], [8, 8, 32, 32], [8, 16, 32, 16], [16, 16, 16, 16], [16, 24, 16, 8], [24, 24, 8, 8]] as const
    let [parameters, work] = [27 * 8 + 9 * 8 + 64, (27 * 8 + 9 * 8 + 64) * 32 ** 2]
    const architecture = [0, 1, 2, 3, 1, 4]
    layers.forEach(([from, to, side, after], layer) => {
      const wide = 3 * from
      const squeezed = Math.ceil(wide / 4)
      const parts = [
        { before: from * wide, behind: 9 * wide + wide * to, once: 0 },
        { before: from * wide, behind: 49 * wide + wide * to, once: 2 * wide * squeezed },
        { before: 0, behind: 25 * from + from * to, once: 0 },
        { before: 0, behind: 9 * from * to, once: 0 },
        { before: 0, behind: 0, once: 0 },
      ]
      const { before, behind, once } = parts[architecture[layer] ?? 0] ?? { before: NaN, behind: NaN, once: NaN }
      parameters += before + behind + once
      work += before * side ** 2 + behind * after ** 2 + once
    })
    expect(space.parameters(architecture)).toBe(parameters + 24 * 64 + 640)
    expect(space.multiplyAdds(architecture, 32)).toBe(work + 24 * 64 * 8 ** 2 + 640)
  })

  it.each([['small-cell', cell], ['small-chain', chain]] as const)('%s comes back from its string, its index, its wish and its JSON', (name, spec) => {
    const space = spaceOf(spec)
    for (const index of [0, 1, 77, Number(space.size) - 1]) {
      const architecture = space.fromIndex(index)
      expect(space.parse(space.format(architecture))).toEqual(architecture)
      expect(space.index(architecture)).toBe(index)
    }
    const config = spaceConfig({ space: 'own', spec })
    expect(spaceConfig(spaceWish(config))).toEqual(config)
    expect(parse(ownSpaceSchema, JSON.parse(JSON.stringify(spec)))).toEqual(JSON.parse(text(name)))
  })

  it('stand in the documentation as they are', () => {
    const docs = readFileSync(new URL('../../docs/search-spaces.md', import.meta.url), 'utf8')
    for (const name of ['small-cell', 'small-chain']) expect(docs).toContain(text(name).trim())
  })

  it('keep what differs on dead paths only under one key', () => {
    const space = spaceOf(cell)
    // Nothing leaves node 2, so what enters it is not computed.
    expect(space.liveKey([5, 3, 3, 5, 0])).toBe(space.liveKey([5, 4, 1, 5, 0]))
    expect(space.liveKey([5, 3, 3, 5, 0])).not.toBe(space.liveKey([5, 3, 3, 4, 0]))
  })

  it('refuse images that do not fit, and settings of other spaces', () => {
    expect(() => spaceOf(cell).checkImageSize(30)).toThrow('small-cell needs an image size that is a multiple of 4')
    expect(() => spaceOf(chain).checkImageSize(3)).toThrow('needs images of at least 4 pixels')
    expect(() => spaceConfig({ space: 'own', spec: cell, channels: 8 })).toThrow('--channels applies to --space nas-bench-201 only, not to --space small-cell')
    expect(() => spaceConfig({ space: 'own' })).toThrow('needs the specification')
  })
})

/** One change of the text of an example, and what is said of it: the line in the changed text, and the reason. */
const broken: readonly (readonly [change: string, file: 'small-cell' | 'small-chain', from: string, to: string, line: number, reason: string])[] = [
  ['not JSON', 'small-cell', '"nodes": 4,', '"nodes": 4', 9, 'not JSON (comma expected)'],
  ['a comment', 'small-cell', '"nodes": 4,', '// four\n  "nodes": 4,', 8, 'not JSON (invalid comment token)'],
  ['a key twice', 'small-cell', '"nodes": 4,', '"nodes": 4,\n  "nodes": 5,', 9, 'the key "nodes" stands here a second time'],
  ['an unknown version', 'small-cell', '"format": 1', '"format": 2', 2, 'format must be 1, the only version'],
  ['no version', 'small-cell', '"format": 1,', '', 1, 'format is missing'],
  ['an unknown template', 'small-cell', '"template": "cell"', '"template": "tree"', 5, 'template must be cell or chain, not "tree"'],
  ['an unknown key', 'small-cell', '"cells": 1,', '"cells": 1, "depth": 2,', 7, 'depth is not a key of the format'],
  ['a missing key', 'small-cell', '"nodes": 4,', '', 1, 'nodes is missing'],
  ['a bad name', 'small-cell', '"name": "small-cell"', '"name": "../x"', 3, 'name must begin with a letter'],
  ['the name of a space of the program', 'small-cell', '"name": "small-cell"', '"name": "MobileNet"', 3, 'is a space of the program'],
  ['no channels', 'small-cell', '"channels": 8', '"channels": 0', 6, 'channels must be a whole number from 1 to 4096, not 0'],
  ['an edge to itself', 'small-cell', '{ "from": 1, "to": 2 }', '{ "from": 2, "to": 2 }', 12, 'edges[2] leads from node 2 to itself'],
  ['an edge backwards', 'small-cell', '{ "from": 1, "to": 2 }', '{ "from": 2, "to": 1 }', 12, 'edges[2] leads backwards'],
  ['an edge twice', 'small-cell', '{ "from": 1, "to": 2 }', '{ "from": 0, "to": 2 }', 12, 'edges[2] is the second from node 0 to node 2'],
  ['a node that is not there', 'small-cell', '{ "from": 1, "to": 2 }', '{ "from": 1, "to": 4 }', 12, 'edges[2] names node 4, and there are nodes 0 to 3'],
  ['no node', 'small-cell', '{ "from": 1, "to": 2 }', '{ "from": 1 }', 12, 'edges[2].to is missing'],
  ['a node without input', 'small-cell', '{ "from": 0, "to": 1 },', '', 9, 'edges give node 1 no input'],
  ['an output without input', 'small-cell', '"nodes": 4', '"nodes": 5', 9, 'edges do not reach the output, node 4'],
  ['a node that leads nowhere', 'small-cell', ',\n    { "from": 2, "to": 3 }', '', 9, 'edges lead from node 2 to nowhere'],
  ['an unknown operation', 'small-cell', '"kind": "max-pool"', '"kind": "maxpool"', 19, 'must be one of the operations zero, identity, convolution, separable, average-pool and max-pool, not "maxpool"'],
  ['an unknown key of an operation', 'small-cell', '"kind": "identity"', '"kind": "identity", "kernel": 3', 18, 'operations[1].kernel is not a key of the format'],
  ['an even kernel', 'small-cell', '"kernel": 5', '"kernel": 4', 20, 'operations[3].kernel must be 1, 3, 5 or 7, not 4'],
  ['a name of an operation twice', 'small-cell', '"sep_5"', '"skip"', 20, 'operations[3].name is "skip", as an operation before'],
  ['a name that strings could not hold', 'small-cell', '"sep_5"', '"sep~5"', 20, 'operations[3].name must begin with a letter'],
  ['a supernet that is too large', 'small-cell', '"channels": 8', '"channels": 2000', 6, 'million weights; at most 250 million are possible'],
  ['too many layers', 'small-chain', '"blocks": 2, "stride": 1', '"blocks": 200, "stride": 1', 9, 'stages[0].blocks must be a whole number from 1 to 20'],
  ['identity before others', 'small-chain', '{ "name": "mb_3", "kind": "mbconv", "kernel": 3, "expansion": 3 }', '{ "name": "first", "kind": "identity" }', 14, 'operations[0] must be the last operation'],
  ['an option of another kind', 'small-chain', '"kind": "convolution", "kernel": 3', '"kind": "convolution", "kernel": 3, "squeezeExcite": true', 17, 'operations[3].squeezeExcite is not a key'],
  ['an expansion of zero', 'small-chain', '"kernel": 3, "expansion": 3', '"kernel": 3, "expansion": 0', 14, 'operations[0].expansion must be a whole number from 1 to 12'],
  ['a stride of three', 'small-chain', '"channels": 16, "blocks": 2, "stride": 2', '"channels": 16, "blocks": 2, "stride": 3', 10, 'stages[1].stride must be 1 or 2, not 3'],
  ['an empty file', 'small-chain', text('small-chain'), '', 1, 'not JSON'],
  ['no object', 'small-chain', text('small-chain'), '[1]', 1, 'template must be cell or chain, not nothing'],
  ['no object either', 'small-chain', text('small-chain'), '7', 1, 'the whole file must be a JSON object'],
]

describe('what is refused, with line and reason', () => {
  it.each(broken)('%s', (_change, file, from, to, line, reason) => {
    const whole = text(file)
    expect(whole).toContain(from)
    const read = () => readSpace(whole.replace(from, to), 'x.json')
    expect(read).toThrow(`x.json, line ${line}: `)
    expect(read).toThrow(reason)
  })

  it('is refused too without a text: more than 100 layers, nothing to choose, only zeros', () => {
    const stages = Array.from({ length: 6 }, () => ({ channels: 8, blocks: 20, stride: 1 }))
    expect(ownSpaceProblem({ ...chain, stages })).toEqual({ path: ['stages'], reason: 'make 120 layers; at most 100 choices are possible' })
    expect(ownSpaceProblem({ ...chain, stages: [{ channels: 16, blocks: 1, stride: 2 }], operations: [{ name: 'a', kind: 'separable', kernel: 3 }, { name: 'b', kind: 'identity' }] })?.reason).toContain('nothing to choose')
    expect(ownSpaceProblem({ ...cell, operations: [{ name: 'a', kind: 'zero' }, { name: 'b', kind: 'zero' }] })?.reason).toContain('compute nothing')
    expect(ownSpaceProblem({ ...cell, operations: [{ name: 'a', kind: 'identity' }] })?.reason).toContain('at least two')
  })
})
