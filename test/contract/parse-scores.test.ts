import { describe, expect, it } from 'vitest'
import { csvFields } from '../../src-contract/csv'
import { parseScores } from '../../src-contract/search-space/parse-scores'
import { createSearchSpace } from '../../src-contract/search-space/registry'

const space = createSearchSpace({ id: 'nas-bench-201', channels: 16, cells: 5 }, 10)
const read = (text: string) => parseScores(text, 'scores.csv', space).map(({ architecture, score }) => [space.index(architecture), score])
const full = '|nor_conv_3x3~0|+|nor_conv_3x3~0|nor_conv_3x3~1|+|nor_conv_3x3~0|nor_conv_3x3~1|nor_conv_3x3~2|'

describe('scores made elsewhere', () => {
  it('are read with and without names, in every form of an architecture', () => {
    expect(read('3,0.5\n11718,-2e-3\n')).toEqual([[3, 0.5], [11718, -0.002]])
    expect(read(`\uFEFF# made by hand\r\n"name","Score",Index\r\n\r\n"a, ""b""",.5,0\r\nc,7,15624\r\n`)).toEqual([[0, 0.5], [15624, 7]])
    expect(read(`architecture,score\n${full},1\n"[0, 0, 0, 0, 0, 1]",2`)).toEqual([[11718, 1], [1, 2]])
    // Where both stand, they are the same, and the index counts.
    expect(read(`index,architecture,score\n11718,${full},1\n2,,2`)).toEqual([[11718, 1], [2, 2]])
  })

  it.each([
    ['1,0.5\n2,abc\n', 'line 2: "abc" is not a score'],
    ['1,0.5\n2,nan', 'line 2: "nan" is not a score'],
    ['1,0.5\n2,1e999', 'line 2: "1e999" is not a score'],
    ['1,0.5\n2,', 'line 2: "" is not a score'],
    ['1,0.5\n2', 'line 2: 2 fields are needed, found 1'],
    ['index,score\n1,2,3', 'line 2: 2 fields are needed, found 3'],
    ['# three\n\nindex,score\n1,1\n15625,1', 'line 5: There is no architecture 15625'],
    ['1,1\n|none~0|,2', 'line 2: "|none~0|" is not an architecture'],
    ['4,1\n5,1\n4,2', 'line 3: this architecture has a score already, on line 1'],
    ['11718,1\n5,1\n"[3,3,3,3,3,3]",2', 'line 3: this architecture has a score already, on line 1'],
    ['arch,points\n1,2', 'line 1: the names of the columns must hold "index" or "architecture", and "score"; found "arch", "points"'],
    ['1,"2\n3,4', 'line 1: a quotation mark is not closed'],
    ['', 'holds no score'],
    ['index,score\n1,1', 'holds one score'],
  ])('of %j are refused with line and reason', (text, reason) => {
    expect(() => read(text)).toThrow(expect.objectContaining({ code: 'scores-malformed', message: expect.stringContaining(reason) as string }))
  })
})

it('fields of a line are those of RFC 4180', () => {
  expect(csvFields('a, "b ""c"", d" ,,1')).toEqual(['a', 'b "c", d', '', '1'])
  expect(csvFields('')).toEqual([''])
  expect(csvFields('a"b,c')).toBeNull()
})
