/** A folder of large images from the command line: scanned, indexed, trained on, ranked, and spoilt. */
import { cpSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { studio, temporaryHome } from '../helpers/cli'
import { photographs } from '../helpers/photographs'

const home = temporaryHome()
let folder: string
beforeAll(async () => {
  folder = await photographs(80)
})
afterAll(() => {
  home.remove()
  rmSync(folder, { recursive: true, force: true })
})

const run = (...args: string[]) => studio('--home', home.path, '--json', ...args)
const small = ['--channels', '4', '--cells', '1', '--batch', '16', '--steps', '4', '--seed', '1']

describe('an indexed data set on the command line', { timeout: 180_000 }, () => {
  it('is suggested by a scan and made by an import, with the statistics that were asked for', async () => {
    expect((await run('dataset', 'scan', folder)).result).toMatchObject({ suggestedStorage: 'indexed', suggestedImageSize: 32 })
    const added = await run('dataset', 'add', folder, '--name', 'photographs', '--image-size', '16', '--statistics', 'imagenet')
    expect(added.result).toMatchObject({ images: 80, classes: 10, rejected: 0, indexed: true })
    const shown = await studio('--home', home.path, 'dataset', 'show', 'photographs')
    expect(shown.stdout).toMatch(/indexed .*read from the source folder/)
    expect(shown.stdout).toMatch(/ImageNet, as chosen/)
  })

  it('trains to the same weights with 1 and 2 decoders, tells how long it waited, and is ranked', async () => {
    const one = await run('train', '--dataset', 'photographs', '--name', 'one', '--decoders', '1', ...small)
    expect(one.result).toMatchObject({ state: 'finished', steps: 4 })
    expect(one.stdout).toMatch(/Waited for images \d+\.\d% of the time/)
    const two = await run('train', '--dataset', 'photographs', '--decoders', '2', ...small)
    expect(two.result['weightsSha256']).toBe(one.result['weightsSha256'])
    const other = await run('train', '--dataset', 'photographs', '--augment', 'flip,resized-crop:0.5', ...small)
    expect(other.result['weightsSha256']).not.toBe(one.result['weightsSha256'])
    const ranked = await run('rank', 'one', '--architectures', 'random:5', '--images', '32')
    expect(ranked.result).toMatchObject({ architectures: 5, images: 32 })
  })

  it('refuses what belongs to packed sets', async () => {
    const refused = await run('train', '--dataset', 'photographs', '--augment', 'flip,crop', ...small)
    expect(refused).toMatchObject({ code: 2, stderr: expect.stringContaining('take resized-crop') as string })
  })

  it('is found again in another folder, and only where all its images are there unchanged', async () => {
    const moved = `${folder}-moved`
    const copy = `${folder}-copy`
    renameSync(folder, moved)
    cpSync(moved, copy, { recursive: true })
    try {
      const lost = await run('train', '--dataset', 'photographs', ...small)
      expect(lost).toMatchObject({ code: 6, stderr: expect.stringContaining('studio dataset relocate') as string })
      writeFileSync(join(copy, 'train/cat/000000.jpg'), 'another picture')
      const wrong = await run('dataset', 'relocate', 'photographs', copy)
      expect(wrong).toMatchObject({ code: 3, stderr: expect.stringContaining(': 1 of 80 are not there as they were imported; the first, train/cat/000000.jpg, was changed') as string })
      cpSync(join(moved, 'train/cat/000000.jpg'), join(copy, 'train/cat/000000.jpg'))
      expect((await run('dataset', 'relocate', 'photographs', copy)).result).toMatchObject({ name: 'photographs', sourcePath: copy })
      const again = await run('train', '--dataset', 'photographs', '--decoders', '2', ...small)
      expect(again.result['weightsSha256']).toBe((await run('show', 'one')).result['weightsSha256'])
      renameSync(moved, folder)
      expect((await run('dataset', 'relocate', 'photographs', folder)).code).toBe(0)
      const shown = await studio('--home', home.path, 'dataset', 'show', 'photographs')
      expect(shown.stdout).toContain(folder)
      expect(shown.stdout).not.toContain(copy)
    } finally {
      rmSync(copy, { recursive: true, force: true })
    }
  })

  it('stops at a file that is gone, by name', async () => {
    rmSync(join(folder, 'train/cat'), { recursive: true })
    const ended = await run('train', '--dataset', 'photographs', '--batch', '40', ...small.slice(0, 4), '--steps', '2')
    expect(ended.code).toBe(6)
    expect(ended.stderr).toContain(`image-unreadable]: ${join(folder, 'train/cat')}`)
    const shown = await studio('--home', home.path, 'dataset', 'show', 'photographs')
    expect(shown.stdout).toMatch(/training stops at the first file/)
  })
})
