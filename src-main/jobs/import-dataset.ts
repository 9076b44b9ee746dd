import { existsSync, rmSync } from 'node:fs'
import { basename, resolve } from 'node:path'
import type { StatisticsId, StorageId } from '../../src-contract/domain/choices'
import { defaultSplit, type DatasetRecord, type SplitChoice } from '../../src-contract/domain/dataset'
import { StudioError } from '../../src-contract/errors'
import { markImport, unmarkImport } from '../database/unfinished-imports'
import { datasetFolder } from '../system/home-folder'
import { newId } from '../system/new-id'
import { checkedName, freeName } from './dataset-name'
import type { JobHandle } from './queue'
import { defaultCompute, jobOptions, type JobListener, type Studio } from './studio'

export interface ImportRequest {
  readonly path: string
  /** The folder's name when left out. */
  readonly name?: string | undefined
  /** The commonest size up to 96, else 32, when left out. */
  readonly imageSize?: number | undefined
  readonly split?: SplitChoice | undefined
  /** By the sizes of the images when left out. */
  readonly storage?: StorageId | undefined
  /** Published for CIFAR, else measured, when left out. */
  readonly statistics?: StatisticsId | undefined
}

/** Packs or indexes a folder of images in the home folder and enters it into the history. */
export async function importDataset(studio: Studio, request: ImportRequest, listener: JobListener): Promise<JobHandle<DatasetRecord>> {
  const { history, home, queue } = studio
  const sourcePath = resolve(request.path)
  if (!existsSync(sourcePath)) throw new StudioError('file-missing', `There is no folder ${sourcePath}.`)
  const taken = (await history.datasets()).map((dataset) => dataset.name)
  const name = request.name === undefined ? freeName(taken, basename(sourcePath)) : checkedName(taken, request.name)
  const datasetId = newId()
  const folder = datasetFolder(home, datasetId)
  const split = request.split ?? defaultSplit
  const handle = queue.add(() => {
    markImport(home, datasetId)
    const job = { kind: 'import', datasetId, name, sourcePath, folder, imageSize: request.imageSize ?? null, split, storage: request.storage, statistics: request.statistics, forbidden: [home.root] } as const
    return jobOptions(job, defaultCompute(), null, listener)
  })
  const enter = async (): Promise<DatasetRecord> => {
    try {
      const { dataset } = await handle.result
      if (dataset === null) throw new StudioError('stopped', `The import of ${sourcePath} was stopped; nothing of it was kept.`)
      // Another import may have taken the name while this one ran.
      const record = { ...dataset, id: datasetId, name: freeName((await history.datasets()).map((other) => other.name), name) }
      history.addDataset(record)
      return record
    } catch (error) {
      rmSync(folder, { recursive: true, force: true })
      throw error
    } finally {
      unmarkImport(home, datasetId)
    }
  }
  return { ...handle, result: enter() }
}
