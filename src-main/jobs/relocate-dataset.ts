import { resolve } from 'node:path'
import type { DatasetRecord } from '../../src-contract/domain/dataset'
import { StudioError } from '../../src-contract/errors'
import { datasetFolder } from '../system/home-folder'
import type { JobHandle, JobQueue } from './queue'
import { defaultCompute, jobOptions, type JobListener, type Studio } from './studio'

/**
 * Points an indexed data set to the folder that its images lie in now, once all of them were found there unchanged.
 * Stopped: 'stopped'. Runs need no change: they know the data set by its id and the bytes of its images.
 */
export function relocateDataset(queue: JobQueue, { history, home }: Pick<Studio, 'history' | 'home'>, dataset: DatasetRecord, path: string, listener: JobListener): JobHandle<DatasetRecord> {
  if (dataset.indexed !== true) {
    throw new StudioError('bad-argument', `Data set "${dataset.name}" is packed: its images lie in the history, and the folder they came from is not needed any more.`)
  }
  const job = { kind: 'relocate', sourcePath: resolve(path), folder: datasetFolder(home, dataset.id), forbidden: [home.root] } as const
  const handle = queue.add(() => jobOptions(job, defaultCompute(), null, listener))
  const result = handle.result.then(async ({ sourcePath }) => {
    if (sourcePath === null) throw new StudioError('stopped', `The look through ${job.sourcePath} was stopped; the data set points to where it did.`)
    // Its name may have changed meanwhile.
    const moved: DatasetRecord = { ...(await history.dataset(dataset.id)), sourcePath }
    history.changeDataset(moved)
    return moved
  })
  return { ...handle, result }
}
