import { existsSync, readdirSync, rmSync } from 'node:fs'
import { basename, join, resolve } from 'node:path'
import type { DatasetRecord } from '../../src-contract/domain/dataset'
import { StudioError } from '../../src-contract/errors'
import { diskError } from '../system/disk-error'
import { datasetFolder, type HomeFolder } from '../system/home-folder'
import { newId } from '../system/new-id'
import { defaultCompute, jobOptions, type JobListener, type Studio } from './studio'

export interface ImportRequest {
  readonly path: string
  /** The folder's name when left out. */
  readonly name?: string | undefined
  readonly imageSize?: number | undefined
}

export interface StartedImport {
  readonly result: Promise<DatasetRecord>
  stop(): void
}

/** Packs a folder of images into the home folder and enters it into the history. */
export async function importDataset(studio: Studio, request: ImportRequest, listener: JobListener): Promise<StartedImport> {
  const { history, home, queue } = studio
  const sourcePath = resolve(request.path)
  if (!existsSync(sourcePath)) throw new StudioError('file-missing', `There is no folder ${sourcePath}.`)
  const name = freeName((await history.datasets()).map((dataset) => dataset.name), request.name, basename(sourcePath))
  const datasetId = newId()
  const folder = datasetFolder(home, datasetId)
  const handle = queue.add(() => {
    sweepUnfinishedImports(home)
    const job = { kind: 'import', datasetId, name, sourcePath, folder, imageSize: request.imageSize ?? null, forbidden: [home.root] } as const
    return jobOptions(job, defaultCompute(), null, listener)
  })
  const enter = async (): Promise<DatasetRecord> => {
    const { dataset } = await handle.result
    if (dataset === null) throw new StudioError('stopped', `The import of ${sourcePath} was stopped; nothing of it was kept.`)
    const record = { ...dataset, id: datasetId, name }
    try {
      history.addDataset(record)
    } catch (error) {
      rmSync(folder, { recursive: true, force: true })
      throw error
    }
    return record
  }
  return { result: enter(), stop: () => handle.stop() }
}

/** Removes a data set from the history, then its images from the disk. */
export async function removeDataset(studio: Studio, idOrName: string, force: boolean): Promise<DatasetRecord> {
  const { history, home } = studio
  const dataset = await history.dataset(idOrName)
  const users = (await history.runs()).filter((run) => run.config.datasetId === dataset.id && run.state !== 'finished')
  if (users.length > 0 && !force) {
    const names = users.map(({ id, name, state }) => `${id} (${name}, ${state})`).join(', ')
    throw new StudioError('bad-argument', `Data set "${dataset.name}" is needed to resume ${names}. Remove it all the same with --force.`)
  }
  history.removeDataset(dataset.id)
  const folder = datasetFolder(home, dataset.id)
  try {
    rmSync(folder, { recursive: true, force: true })
  } catch (error) {
    throw diskError(error, `The data set is out of the history, but its folder ${folder} could not be deleted`)
  }
  return dataset
}

/** Imports pack into `<id>.tmp`; this process owns the history and starts one job at a time, so none is under way. */
function sweepUnfinishedImports(home: HomeFolder): void {
  for (const entry of readdirSync(home.datasets)) {
    if (entry.endsWith('.tmp')) rmSync(join(home.datasets, entry), { recursive: true, force: true })
  }
}

/** Names stand for data sets on the command line, so each is given once. */
function freeName(taken: readonly string[], wished: string | undefined, otherwise: string): string {
  if (wished !== undefined) {
    if (wished.trim() === '') throw new StudioError('bad-argument', '--name: a name needs at least one visible character.')
    if (taken.includes(wished)) throw new StudioError('bad-argument', `There is already a data set "${wished}": choose another --name, or remove that one first.`)
    return wished
  }
  const base = otherwise === '' ? 'dataset' : otherwise
  for (let number = 1; ; number++) {
    const name = number === 1 ? base : `${base}-${number}`
    if (!taken.includes(name)) return name
  }
}
