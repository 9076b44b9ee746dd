/** Removing with a way back, renaming, and the thumbnails of a data set, on a real history and real folders. */
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import * as tf from '@tensorflow/tfjs-node-gpu'
import { expect, test } from 'vitest'
import { defaultSplit, type DatasetRecord } from '../../../src-contract/domain/dataset'
import { markImport } from '../../../src-main/database/unfinished-imports'
import { checkDataset } from '../../../src-main/jobs/check-dataset'
import { renameDataset } from '../../../src-main/jobs/dataset-name'
import { datasetThumbnails } from '../../../src-main/jobs/dataset-thumbnails'
import { JobQueue } from '../../../src-main/jobs/queue'
import { emptyTrash, removeDataset, undoRemoveDataset } from '../../../src-main/jobs/remove-dataset'
import type { Studio } from '../../../src-main/jobs/studio'
import { createHomeFolder, datasetFolder, type HomeFolder } from '../../../src-main/system/home-folder'
import { openPackedDataset } from '../../../src-worker/dataset/packed-dataset'
import { runImportJob } from '../../../src-worker/jobs/import-job'
import { putImages } from '../../helpers/dataset-folder'
import { png } from '../../helpers/dataset-images'
import { addExampleRun, exampleConfig, exampleDataset, openOwned, temporaryHome } from '../../helpers/history-fixtures'
import { quietContext } from '../../helpers/job-context'

const ended = { finalLoss: 1, weightsSha256: 'abc', seconds: 1, error: null }

async function withData(): Promise<{ studio: Studio; close: () => Promise<void> }> {
  const path = temporaryHome()
  const home = createHomeFolder(path)
  const { history, close } = await openOwned(path)
  history.addDataset(exampleDataset('data-1', 'pets'))
  mkdirSync(datasetFolder(home, 'data-1'))
  writeFileSync(join(datasetFolder(home, 'data-1'), 'images.bin'), Buffer.alloc(1000))
  return { studio: { history, home, queue: new JobQueue() }, close }
}

test('a removed data set comes back whole until the trash is emptied, and frees the disk then', async () => {
  const { studio, close } = await withData()
  const { history, home } = studio
  await removeDataset(studio, 'pets', false)
  expect(await history.datasets()).toEqual([])
  expect(readdirSync(home.datasets)).toEqual(['.trash-data-1'])
  expect(await undoRemoveDataset(studio, 'data-1')).toEqual(exampleDataset('data-1', 'pets'))
  expect(await history.dataset('pets')).toEqual(exampleDataset('data-1', 'pets'))
  expect(readdirSync(home.datasets)).toEqual(['data-1'])
  expect(existsSync(join(home.datasets, 'data-1/images.bin'))).toBe(true)

  await removeDataset(studio, 'pets', false)
  await emptyTrash(studio)
  expect(readdirSync(home.datasets)).toEqual([])
  await expect(undoRemoveDataset(studio, 'data-1')).rejects.toMatchObject({ code: 'dataset-missing', message: expect.stringContaining('pets') as string })
  await close()
})

test('emptying one of the trash leaves the others, and data sets that were never removed', async () => {
  const { studio, close } = await withData()
  const { history, home } = studio
  for (const id of ['data-2', 'data-3']) {
    history.addDataset(exampleDataset(id, id))
    mkdirSync(datasetFolder(home, id))
  }
  await removeDataset(studio, 'data-1', false)
  await removeDataset(studio, 'data-2', false)
  await emptyTrash(studio, 'data-1')
  expect(readdirSync(home.datasets).sort()).toEqual(['.trash-data-2', 'data-3'])
  await emptyTrash(studio)
  expect(readdirSync(home.datasets)).toEqual(['data-3'])
  await close()
})

test('a data set whose folder cannot be set aside is not removed', async () => {
  const { studio, close } = await withData()
  const { history, home } = studio
  // No folder can be renamed to a link that leads nowhere.
  const blocked = join(home.datasets, '.trash-data-1')
  symlinkSync(join(home.datasets, 'nowhere'), blocked)
  await expect(removeDataset(studio, 'pets', false)).rejects.toMatchObject({ message: expect.stringContaining('cannot be moved') as string })
  expect(await history.datasets()).toEqual([exampleDataset('data-1', 'pets')])
  rmSync(blocked)
  await emptyTrash(studio)
  expect(existsSync(join(home.datasets, 'data-1/images.bin'))).toBe(true)
  await close()
})

test('a name that was given away meanwhile is not taken back', async () => {
  const { studio, close } = await withData()
  await removeDataset(studio, 'pets', false)
  studio.history.addDataset(exampleDataset('data-2', 'pets'))
  expect((await undoRemoveDataset(studio, 'data-1')).name).toBe('pets-2')
  await close()
})

test('what a crash leaves between row and folder is set right when the trash is emptied', async () => {
  const { studio, close } = await withData()
  const { history, home } = studio
  // Died after the row was marked, before the folder was set aside: the removal stands.
  history.addDataset(exampleDataset('data-2', 'other'))
  mkdirSync(datasetFolder(home, 'data-2'))
  history.changeDataset({ ...exampleDataset('data-2', 'other'), removedAt: '2025-01-01T00:00:00.000Z' })
  // Died in an undo, after the row came back, before the folder did.
  renameSync(datasetFolder(home, 'data-1'), join(home.datasets, '.trash-data-1'))
  await emptyTrash(studio)
  expect(readdirSync(home.datasets)).toEqual(['data-1'])
  expect(existsSync(join(home.datasets, 'data-1/images.bin'))).toBe(true)
  await close()
})

test('what a crash leaves of an import goes at the next start; packed images of a lost history stay', async () => {
  const { studio, close } = await withData()
  const { home, history } = studio
  // Died while packing, after packing, and after the row was there.
  for (const id of ['packing', 'packed', 'entered']) markImport(home, id)
  for (const folder of ['packing.tmp', 'packed', 'entered', 'unknown']) mkdirSync(join(home.datasets, folder))
  history.addDataset(exampleDataset('entered', 'other'))
  await close()
  await (await openOwned(home.root)).close()
  expect(readdirSync(home.datasets).sort()).toEqual(['data-1', 'entered', 'unknown'])
})

test('a run that is not finished keeps its data set; a finished one is told that it is gone', async () => {
  const { studio, close } = await withData()
  const { history } = studio
  addExampleRun(history, 'run-1', 'first')
  await expect(removeDataset(studio, 'pets', true)).rejects.toMatchObject({ code: 'dataset-in-use', message: expect.stringContaining('run-1 (first, queued)') as string })
  history.startRun('run-1', { step: 0, totalSteps: 1000, config: exampleConfig })
  await expect(removeDataset(studio, 'pets', true)).rejects.toMatchObject({ code: 'dataset-in-use', message: expect.stringContaining('running') as string })
  for (const state of ['paused', 'stopped', 'interrupted', 'failed'] as const) {
    history.endRun('run-1', { ...ended, state })
    await expect(removeDataset(studio, 'pets', false)).rejects.toMatchObject({ code: 'dataset-in-use', message: expect.stringContaining(`run-1 (first, ${state})`) as string })
    await removeDataset(studio, 'pets', true)
    await undoRemoveDataset(studio, 'data-1')
  }
  history.endRun('run-1', { ...ended, state: 'finished' })
  await checkDataset(studio, await history.run('run-1'))
  await removeDataset(studio, 'pets', false)
  const run = await history.run('run-1')
  expect(run.state).toBe('finished')
  await expect(checkDataset(studio, run)).rejects.toMatchObject({ code: 'dataset-missing', message: expect.stringMatching(/"pets" \(data-1\).*was removed on \d{4}/) as string })
  await close()
})

test('a run whose images were imported anew takes the data set with the same content, which it then keeps', async () => {
  const { studio, close } = await withData()
  const { history } = studio
  addExampleRun(history, 'run-1', 'first')
  history.endRun('run-1', { ...ended, state: 'stopped' })
  const run = await history.run('run-1')
  history.addDataset({ ...exampleDataset('data-2', 'others'), fingerprint: 'beef' })
  history.addDataset(exampleDataset('data-3', 'again'))
  expect((await checkDataset(studio, run)).id).toBe('data-1')
  await removeDataset(studio, 'pets', true)
  expect((await checkDataset(studio, run)).id).toBe('data-3')
  await expect(removeDataset(studio, 'again', false)).rejects.toMatchObject({ code: 'dataset-in-use', message: expect.stringContaining('run-1 (first, stopped)') as string })
  await removeDataset(studio, 'others', false)
  history.addDataset({ ...exampleDataset('data-4', 'changed'), fingerprint: 'beef' })
  await expect(checkDataset(studio, { ...run, config: { ...run.config, datasetId: 'data-4', datasetFingerprint: 'c0de' } })).rejects.toMatchObject({ code: 'dataset-changed' })
  await close()
})

test('a new name is kept; one that is taken or empty is refused', async () => {
  const { studio, close } = await withData()
  const { history } = studio
  history.addDataset(exampleDataset('data-2', 'other'))
  expect(await renameDataset(studio, 'pets', 'animals')).toEqual(exampleDataset('data-1', 'animals'))
  expect((await history.dataset('animals')).id).toBe('data-1')
  await expect(history.dataset('pets')).rejects.toMatchObject({ code: 'dataset-missing' })
  await expect(renameDataset(studio, 'animals', 'other')).rejects.toMatchObject({ code: 'bad-argument' })
  await expect(renameDataset(studio, 'animals', '  ')).rejects.toMatchObject({ code: 'bad-argument' })
  await close()
})

async function importSample(home: HomeFolder): Promise<DatasetRecord> {
  const source = join(home.root, 'set')
  for (const name of ['bird', 'cat', 'dog']) putImages(join(source, name), 12, name)
  const { dataset } = await runImportJob({ kind: 'import', datasetId: 'd1', name: null, sourcePath: source, folder: datasetFolder(home, 'd1'), imageSize: null, split: defaultSplit, forbidden: [] }, quietContext)
  if (dataset === null) throw new Error('no data set')
  return dataset
}

test('thumbnails of an imported data set are training images of each class, at most 64 pixels wide', async () => {
  const home = createHomeFolder(temporaryHome())
  const dataset = await importSample(home)
  const thumbnails = await datasetThumbnails(home, dataset, 3, 400)
  expect(thumbnails.map((thumbnail) => thumbnail.class)).toEqual(dataset.classes.flatMap((name) => [name, name, name]))
  const decoded = tf.node.decodePng(Buffer.from(thumbnails[0]?.pngBase64 ?? '', 'base64'))
  const pixels = Buffer.from(decoded.dataSync())
  decoded.dispose()
  const packed = openPackedDataset(datasetFolder(home, 'd1'))
  const own = packed.meta.order.train.slice(0, 60).filter((record) => packed.read(record).label === 0).map((record) => Buffer.from(packed.read(record).pixels))
  packed.close()
  expect(own.some((record) => record.equals(pixels))).toBe(true)
})

test('thumbnails of large images are shrunk', async () => {
  const home = createHomeFolder(temporaryHome())
  for (const [i, name] of ['one', 'two'].entries()) {
    mkdirSync(join(home.root, 'set', name), { recursive: true })
    for (let image = 0; image < 4; image++) writeFileSync(join(home.root, 'set', name, `${image}.png`), png(100, 100, (x, y) => (x + y + 50 * i + image) % 256))
  }
  await runImportJob({ kind: 'import', datasetId: 'd1', name: null, sourcePath: join(home.root, 'set'), folder: datasetFolder(home, 'd1'), imageSize: 100, split: defaultSplit, storage: 'packed', forbidden: [] }, quietContext)
  const thumbnails = await datasetThumbnails(home, { ...exampleDataset('d1', 'big'), classes: ['one', 'two'] }, 1, 400)
  const decoded = thumbnails.map(({ pngBase64 }) => tf.node.decodePng(Buffer.from(pngBase64, 'base64')))
  expect(decoded.map(({ shape }) => shape)).toEqual([[50, 50, 3], [50, 50, 3]])
  tf.dispose(decoded)
})

test('thumbnails of files that are gone or cut name the data set', async () => {
  const { studio, close } = await withData()
  await expect(datasetThumbnails(studio.home, exampleDataset('data-1', 'pets'), 2, 400)).rejects.toMatchObject({ code: 'dataset-changed', message: expect.stringContaining('pets') as string })
  await close()
})
