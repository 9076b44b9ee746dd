import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import type { DatasetRecord, ScanReport, SourceChange } from '../../src-contract/domain/dataset'
import { StudioError } from '../../src-contract/errors'
import { datasetFolder, type HomeFolder } from '../system/home-folder'
import type { JobHandle, JobQueue } from './queue'
import { defaultCompute, jobOptions, type JobListener } from './studio'

/** Looks through a folder and reports what an import would make of it; leaves nothing behind. Stopped: 'stopped'. */
export function scanDataset(queue: JobQueue, home: HomeFolder, path: string, listener: JobListener): JobHandle<ScanReport> {
  const sourcePath = resolve(path)
  if (!existsSync(sourcePath)) throw new StudioError('file-missing', `There is no folder ${sourcePath}.`)
  const handle = queue.add(() => jobOptions({ kind: 'scan', sourcePath, forbidden: [home.root] }, defaultCompute(), null, listener))
  const result = handle.result.then(({ report }) => {
    if (report === null) throw new StudioError('stopped', `The scan of ${sourcePath} was stopped.`)
    return report
  })
  return { ...handle, result }
}

/** Whether the folder of a data set has changed since its import; lists its files without reading them. */
export function checkSource(queue: JobQueue, home: HomeFolder, dataset: DatasetRecord, listener: JobListener): JobHandle<SourceChange> {
  const job = { kind: 'source-check', sourcePath: dataset.sourcePath, folder: datasetFolder(home, dataset.id) } as const
  const handle = queue.add(() => jobOptions(job, defaultCompute(), null, listener))
  const result = handle.result.then(({ change }) => {
    if (change === null) throw new StudioError('stopped', `The look at ${dataset.sourcePath} was stopped.`)
    return change
  })
  return { ...handle, result }
}
