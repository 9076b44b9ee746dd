/** Scores made elsewhere on the command line: judged, listed, shown, removed, and refused with line and reason. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { studio, temporaryHome } from '../helpers/cli'

const home = temporaryHome()
const files = temporaryHome()
afterAll(() => {
  home.remove()
  files.remove()
})

const rank = (...args: string[]) => studio('rank', ...args, '--home', home.path, '--json')
function file(name: string, text: string): string {
  const path = join(files.path, name)
  writeFileSync(path, text)
  return path
}

it('imports, lists, shows and removes; two of one file get two names', { timeout: 60_000 }, async () => {
  const path = file('proxy.csv', 'index,score\n11718,3\n0,1\n11663,2\n')
  const first = await rank('import', path)
  expect(first.code, first.stderr).toBe(0)
  expect(first.result).toMatchObject({ name: 'proxy', better: 'high', architectures: 3, first: { index: 11718 }, source: 'proxy.csv' })
  expect((first.result['kendallTau'] as { cifar10: number }).cifar10).toBeCloseTo(1 / 3, 12)
  const second = await rank('import', path, '--score-lower-better')
  expect(second.result).toMatchObject({ name: 'proxy-2', better: 'low', first: { index: 0 } })
  expect((await rank('list')).result['rankings']).toMatchObject([{ name: 'proxy-2' }, { name: 'proxy' }])
  const { architectures, kendallTau, floors } = (await rank('show', 'proxy')).result
  expect({ architectures, kendallTau, floors }).toEqual({ architectures: 3, kendallTau: first.result['kendallTau'], floors: first.result['floors'] })
  expect((await rank('remove', 'proxy-2')).code).toBe(0)
  const gone = await rank('show', 'proxy-2')
  expect([gone.code, gone.stderr]).toEqual([4, expect.stringContaining('[ranking-missing]: There is no imported ranking "proxy-2"')])
})

it('refuses broken files with line and reason, and keeps nothing of them', { timeout: 60_000 }, async () => {
  const before = (await rank('list')).stdout
  const refused = async (text: string, ...more: string[]) => {
    const { code, stderr } = await rank('import', file('broken.csv', text), ...more)
    return [code, stderr.slice(stderr.lastIndexOf('error'))] as const
  }
  expect(await refused('1,0.5\n2,abc\n')).toEqual([3, expect.stringContaining('broken.csv, line 2: "abc" is not a score')])
  expect(await refused('index,score\n1,0.5\n15625,1\n')).toEqual([3, expect.stringContaining('broken.csv, line 3: There is no architecture 15625')])
  expect(await refused('1,1\n2,1\n', '--space', 'mobilenet')).toEqual([3, expect.stringContaining('broken.csv, line 1:')])
  expect(await refused('1,1\n2,2\n', '--score-lower-better', '--score-higher-better')).toEqual([2, expect.stringContaining('cannot be used with')])
  expect((await rank('import', join(files.path, 'none.csv'))).code).toBe(4)
  expect((await rank('list')).stdout).toBe(before)
})
