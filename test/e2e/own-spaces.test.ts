/** A space of the user's own on the command line: refused with its line, added, trained, ranked, and still understood when its file is gone. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { root, sample, studio, temporaryHome } from '../helpers/cli'

describe('a search space of the user', { timeout: 120_000 }, () => {
  const home = temporaryHome()
  const inHome = (...args: string[]) => studio(...args, '--home', home.path, '--json')
  const example = join(root, 'resources/search-spaces/small-cell.json')
  const scratch = mkdtempSync(join(tmpdir(), 'studio-space-'))
  afterAll(() => {
    home.remove()
    rmSync(scratch, { recursive: true })
  })

  it('is refused with line and reason, and nothing is kept', async () => {
    const file = join(scratch, 'broken.json')
    writeFileSync(file, readFileSync(example, 'utf8').replace('"from": 1, "to": 2', '"from": 2, "to": 1'))
    const refused = await inHome('space', 'add', file)
    expect(refused.code).toBe(3)
    expect(refused.stderr).toContain(`${file}, line 12: edges[2] leads backwards, from node 2 to node 1`)
    expect((await inHome('space', 'list')).result).toEqual({ spaces: [] })
    const none = await inHome('train', '--dataset', 'sample', '--space', 'small-cell')
    expect(none.code).toBe(4)
    expect(none.stderr).toContain('There is no search space "small-cell"')
  })

  it('is added once, trained by name, ranked without truth, and shown and resumed when it is removed', async () => {
    const added = await inHome('space', 'add', example)
    expect(added.code, added.stderr).toBe(0)
    expect(added.result).toMatchObject({ space: 'small-cell', choices: 5, architectures: '7776' })
    const again = await inHome('space', 'add', example)
    expect(again.code).toBe(2)
    expect(again.stderr).toContain('There is already a search space "small-cell"')

    expect((await inHome('dataset', 'add', sample, '--name', 'sample', '--image-size', '16')).code).toBe(0)
    const train = (...more: string[]) => inHome('train', '--dataset', 'sample', '--space', 'small-cell', '--batch', '16', '--steps', '8', ...more)
    expect((await train('--channels', '8')).stderr).toContain('--channels applies to --space nas-bench-201 only, not to --space small-cell')
    const trained = await train('--rate', 'calr', '--momentum', 'separated')
    expect(trained.code, trained.stderr).toBe(0)
    const run = String(trained.result['run'])

    const listed = await studio('space', 'show', 'small-cell', '--home', home.path)
    expect(listed.stdout).toMatch(/4 {2}sep_3_d2 +separable +kernel 3, dilation 2/)
    expect((await inHome('space', 'remove', 'small-cell')).code).toBe(0)
    const shown = await inHome('show', run)
    expect(shown.result).toMatchObject({ config: { space: { id: 'own', spec: { name: 'small-cell', nodes: 4, channels: 8 } } } })
    const ranked = await inHome('rank', run, '--architectures', 'random:5', '--images', '32', '--batch', '32')
    expect(ranked.code, ranked.stderr).toBe(0)
    expect(ranked.result).toMatchObject({ run, architectures: 5 })
  })
})
