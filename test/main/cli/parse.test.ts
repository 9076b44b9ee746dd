import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { createSearchSpace } from '../../../src-contract/search-space/registry'
import { parseArchitectureWish, readArchitectures } from '../../../src-main/cli/parse/architectures'
import { parseAugment } from '../../../src-main/cli/parse/augment'
import { readNumber } from '../../../src-main/cli/parse/number-option'
import { commandLineArguments } from '../../../src-main/system/command-line-arguments'
import { temporaryHome } from '../../helpers/cli'

describe('arguments of the process', () => {
  it('are those after the folder or after --', () => {
    expect(commandLineArguments(['electron', '/app', 'runs', '--json'], '/app')).toEqual(['runs', '--json'])
    expect(commandLineArguments(['electron', '--no-sandbox', '/app', '--', 'runs', '--home', '/x y'], '/app')).toEqual(['runs', '--home', '/x y'])
    expect(commandLineArguments(['/opt/supernet-studio', '--', 'runs'], '/opt/resources/app.asar')).toEqual(['runs'])
    expect(commandLineArguments(['electron', '--no-sandbox', '/app'], '/app')).toEqual([])
  })
})

describe('numbers', () => {
  it.each([['1', 1], ['-2.5', -2.5], ['5e-4', 5e-4], ['.025', 0.025], ['+3', 3]])('reads %s', (text, value) => expect(readNumber(text)).toBe(value))
  it.each(['', ' ', 'abc', '0x10', '1e', '1_000', 'Infinity', 'NaN', '1 2', '٣'])('refuses "%s"', (text) => expect(() => readNumber(text)).toThrow('is not a number'))
})

describe('--augment', () => {
  it.each([
    ['none', { flip: false, cropPadding: 0 }],
    ['flip', { flip: true, cropPadding: 0 }],
    ['crop', { flip: false, cropPadding: null }],
    ['crop:2', { flip: false, cropPadding: 2 }],
    ['flip,crop:4', { flip: true, cropPadding: 4 }],
    ['crop, flip', { flip: true, cropPadding: null }],
  ])('reads %s', (text, augment) => expect(parseAugment(text)).toEqual(augment))
  it.each(['', 'flop', 'flip,flip', 'crop:0', 'crop:-1', 'crop:2,crop:3', 'none,flip', 'crop:4.5'])('refuses "%s"', (text) => {
    expect(() => parseAugment(text)).toThrow('is not understood')
  })
})

describe('--architectures', () => {
  const folder = temporaryHome()
  const space = createSearchSpace({ id: 'nas-bench-201', channels: 16, cells: 5 }, 10)
  afterAll(() => folder.remove())

  it('tells kinds and files apart', () => {
    expect(parseArchitectureWish('all')).toEqual({ kind: 'all' })
    expect(parseArchitectureWish('paper-subset')).toEqual({ kind: 'paper-subset' })
    expect(parseArchitectureWish('random:20')).toEqual({ kind: 'random', count: 20 })
    expect(parseArchitectureWish('./random')).toEqual({ kind: 'file', path: './random' })
  })
  it.each(['random', 'random:', 'random:0', 'random:x', 'random:-1', 'random:1.5'])('refuses %s', (text) => expect(() => parseArchitectureWish(text)).toThrow('random:N'))

  it('reads a file and names the line of an error', () => {
    const good = join(folder.path, 'good')
    writeFileSync(good, '# mine\n11718\n[3,3,3,3,3,3] # the same\n')
    expect(readArchitectures(good, space)).toEqual([[3, 3, 3, 3, 3, 3], [3, 3, 3, 3, 3, 3]])
    const bad = join(folder.path, 'bad')
    writeFileSync(bad, '0\n15625\n')
    expect(() => readArchitectures(bad, space)).toThrow(/bad, line 2/)
    expect(() => readArchitectures(join(folder.path, 'none'), space)).toThrow('There is no file')
    expect(() => readArchitectures(folder.path, space)).toThrow('cannot be read')
  })
})
