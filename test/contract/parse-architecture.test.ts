import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { StudioError } from '../../src-contract/errors'
import { parseArchitectureLines } from '../../src-contract/search-space/parse-architecture'
import { createSearchSpace } from '../../src-contract/search-space/registry'

const space = createSearchSpace({ id: 'nas-bench-201', channels: 4, cells: 1 }, 10)
const parse = (line: string) => space.parse(line)

describe('the three forms of an architecture', () => {
  it('come back from each, for all 15,625', () => {
    const wrong: number[] = []
    for (let index = 0; index < 15_625; index++) {
      const architecture = space.fromIndex(index)
      const forms = [String(index), space.format(architecture), JSON.stringify(architecture)]
      if (forms.some((form) => space.index(space.parse(form)) !== index)) wrong.push(index)
    }
    expect(wrong).toEqual([])
  })

  it('the string form is the published one', () => {
    expect(space.format([3, 0, 1, 2, 4, 3])).toBe('|nor_conv_3x3~0|+|none~0|skip_connect~1|+|nor_conv_1x1~0|avg_pool_3x3~1|nor_conv_3x3~2|')
  })

  it.each([
    ['15625', 'use 0 to 15624'],
    ['-1', 'expected an index'],
    ['1.5', 'expected an index'],
    ['', 'expected an index'],
    ['[1,2,3]', '6 operation numbers'],
    ['[0,0,0,0,0,5]', 'entry 6 must be a whole number from 0 to 4'],
    ['[0,0,0,0,"0",0]', 'entry 5'],
    ['[0,0,0', 'does not parse'],
    ['|none~0|+|none~0|none~1|', '3 groups'],
    ['|none~0|+|none~0|+|none~0|none~1|none~2|', 'group 2 needs 2 operations'],
    ['|none~0|+|none~0|none~0|+|none~0|none~1|none~2|', 'group 2 has no operation from node 1'],
    ['|conv~0|+|none~0|none~1|+|none~0|none~1|none~2|', '"conv~0" names no operation'],
  ])('%s is refused: %s', (text, reason) => {
    expect(() => space.parse(text)).toThrow(StudioError)
    expect(() => space.parse(text)).toThrow(reason)
  })
})

describe('files of architectures', () => {
  it('take one a line, with comments, empty lines and Windows line ends', () => {
    const text = '# a list\r\n11718\r\n\r\n[0,0,0,0,0,1]   # one\n|none~0|+|none~0|none~1|+|none~0|none~1|skip_connect~2|\n'
    expect(parseArchitectureLines(text, 'list.txt', parse).map((architecture) => space.index(architecture))).toEqual([11_718, 1, 1])
  })

  it('reads the file of the speed measurement', () => {
    const text = readFileSync(new URL('../data/bench-architectures.txt', import.meta.url), 'utf8')
    expect(parseArchitectureLines(text, 'bench', parse)).toHaveLength(30)
  })

  it('errors name file and line', () => {
    const fail = () => parseArchitectureLines('1\n# fine\n[1,2]\n3\n', 'list.txt', parse)
    expect(fail).toThrow(StudioError)
    expect(fail).toThrow('list.txt, line 3:')
    expect(() => parseArchitectureLines('1\n99999\n', 'list.txt', parse)).toThrow('list.txt, line 2: There is no architecture 99999')
    expect(() => parseArchitectureLines('# nothing\n\n', 'list.txt', parse)).toThrow('holds no architecture')
  })
})
