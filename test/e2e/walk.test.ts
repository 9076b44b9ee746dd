/** The whole way through the real stack: main, worker, TensorFlow, history, without a display. */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { sample, studio, temporaryHome } from '../helpers/cli'

describe('from a folder of images to a ranked supernet', { timeout: 120_000 }, () => {
  const home = temporaryHome()
  const inHome = (...args: string[]) => studio(...args, '--home', home.path, '--json')
  let dataset = ''
  let run = ''

  beforeAll(async () => {
    const added = await inHome('dataset', 'add', sample, '--name', 'sample')
    expect(added.code, added.stderr).toBe(0)
    expect(added.result).toMatchObject({ name: 'sample', images: 6000, classes: 10, rejected: 0 })
    dataset = String(added.result['dataset'])
  }, 120_000)

  afterAll(() => home.remove())

  it('trains, shows, ranks, exports and removes', async () => {
    const trained = await inHome('train', '--dataset', 'sample', '--channels', '4', '--cells', '1', '--steps', '30', '--batch', '16', '--rate', 'calr', '--momentum', 'separated', '--checkpoint-steps', '10')
    expect(trained.code, trained.stderr).toBe(0)
    expect(trained.result).toMatchObject({ state: 'finished', steps: 30, totalSteps: 30 })
    expect(trained.result['weightsSha256']).toMatch(/^[0-9a-f]{64}$/)
    expect(trained.result).not.toHaveProperty('event')
    expect(trained.lines.filter(({ event }) => event === 'checkpoint').map(({ step }) => step)).toEqual([10, 20, 30])
    run = String(trained.result['run'])

    const shown = await inHome('show', run)
    expect(shown.result).toMatchObject({ run, state: 'finished', config: { rate: { id: 'calr', gammaMax: 4 }, momentum: { id: 'separated' } } })
    expect((shown.result['checkpoints'] as unknown[]).length).toBeGreaterThan(0)
    const text = await studio('show', run, '--home', home.path)
    expect(text.stdout).toContain('split choice')

    const table = join(home.path, 'table.csv')
    const ranked = await inHome('rank', run, '--architectures', 'random:12', '--images', '64', '--batch', '32', '--csv', table)
    expect(ranked.code, ranked.stderr).toBe(0)
    expect(ranked.result).toMatchObject({ run, architectures: 12, images: 64 })
    for (const name of ['kendallTau', 'spearman', 'pearson', 'pAtTop']) {
      expect(Object.keys(ranked.result[name] as object)).toEqual(['cifar10', 'cifar100', 'imagenet16'])
    }
    expect(ranked.result['byLoss']).toHaveProperty('kendallTau.cifar10')
    expect(readFileSync(table, 'utf8').trim().split('\n')).toHaveLength(13)

    const folder = join(home.path, 'out')
    const exported = await inHome('export', run, '--csv', folder)
    expect(exported.code).toBe(0)
    const metrics = readFileSync(join(folder, 'metrics.csv'), 'utf8').trim().split('\n')
    expect(metrics).toHaveLength(31)
    expect(metrics.slice(1).map((line) => Number(line.split(',')[0]))).toEqual(Array.from({ length: 30 }, (_, step) => step))
    expect(JSON.parse(readFileSync(join(folder, 'run.json'), 'utf8'))).toMatchObject({ id: run, rankings: [{ state: 'finished' }] })

    const again = await inHome('resume', run)
    expect(again.code).toBe(2)
    expect(again.stderr).toContain('is finished')

    const removed = await inHome('dataset', 'remove', 'sample')
    expect(removed.code).toBe(0)
    expect(existsSync(join(home.path, 'datasets', dataset))).toBe(false)
    const late = await inHome('rank', run, '--architectures', 'all')
    expect(late.code).toBe(4)
    expect(late.stderr).toMatch(/error \[dataset-missing\]: Data set "sample" .* was removed on/)
  })
})

describe('doctor', () => {
  it('finds every part, without a display', async () => {
    const home = temporaryHome()
    const { code, result } = await studio('doctor', '--home', join(home.path, 'new'), '--json')
    home.remove()
    expect(code).toBe(0)
    expect(result).toMatchObject({ ok: true })
    const parts = result['parts'] as { name: string; ok: boolean; version: string; path: string; reason: string }[]
    expect(parts.map(({ name }) => name)).toEqual(expect.arrayContaining(['electron', 'tensorflow', 'sqlite', 'home', 'sample', 'golden cases']))
    expect(existsSync(join(home.path, 'new'))).toBe(false)
  })
})
