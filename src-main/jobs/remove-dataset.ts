/**
 * Removing a data set with a way back: its folder is set aside as `datasets/.trash-<id>` and its row is marked, and only
 * emptying the trash frees the disk. The row decides: what a crash leaves half-done is set right by `emptyTrash`.
 */
import { existsSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import type { RunState } from '../../src-contract/domain/choices'
import type { DatasetRecord } from '../../src-contract/domain/dataset'
import { StudioError } from '../../src-contract/errors'
import { diskError } from '../system/disk-error'
import { datasetFolder } from '../system/home-folder'
import { moveBack, moveToTrash, trashedId, trashFolder } from '../system/trash-folder'
import { datasetOf } from './check-dataset'
import { freeName } from './dataset-name'
import type { Studio } from './studio'

/** Runs that read their data set now or in a moment: it is never taken from them. */
const underWay: readonly RunState[] = ['queued', 'running']
/** Runs that could be resumed with it: they may be given up. */
const resumable: readonly RunState[] = ['paused', 'interrupted', 'stopped', 'failed']

const windowAdvice = 'Finish or delete what needs it, or give up all that is neither running nor queued.'

type Writable<T> = { -readonly [Key in keyof T]: T[Key] }

type Removal = Pick<Studio, 'history' | 'home'>

/**
 * Takes a data set out of the history, with its images set aside until the trash is emptied. Finished runs keep their
 * rows and rankings. Throws 'dataset-in-use' with the names of the runs that keep it.
 * @param force gives up the runs that could be resumed with it; those under way or queued keep it all the same
 * @param advice what the user can do where they are needed
 */
export async function removeDataset({ history, home }: Removal, idOrName: string, force: boolean, advice = windowAdvice): Promise<DatasetRecord> {
  const dataset = await history.dataset(idOrName)
  const needing = force ? underWay : [...underWay, ...resumable]
  const all = await history.datasets()
  const users = (await history.runs()).filter((run) => datasetOf(all, run.config)?.id === dataset.id && needing.includes(run.state))
  if (users.length > 0) {
    const names = users.map(({ id, name, state }) => `${id} (${name}, ${state})`).join(', ')
    const what = force ? 'Stop what runs or is queued first.' : advice
    throw new StudioError('dataset-in-use', `Data set "${dataset.name}" is needed by ${names}. ${what}`)
  }
  const removed = { ...dataset, removedAt: new Date().toISOString() }
  history.changeDataset(removed)
  try {
    moveToTrash(datasetFolder(home, dataset.id))
  } catch (error) {
    // It would be out of the list, with nothing to bring it back by, and gone with the next emptying.
    history.changeDataset(dataset)
    throw error
  }
  return removed
}

/** Brings a removed data set back, under a free name where its own was given away meanwhile. */
export async function undoRemoveDataset({ history, home }: Removal, id: string): Promise<DatasetRecord> {
  const removed = history.removedDataset(id)
  if (removed === null || !existsSync(trashFolder(datasetFolder(home, id)))) throw new StudioError('dataset-missing', `The data set ${removed?.name ?? id} is gone: its images are no longer on the disk. Import it again.`)
  const back: Writable<DatasetRecord> = { ...removed, name: freeName((await history.datasets()).map(({ name }) => name), removed.name) }
  delete back.removedAt
  history.changeDataset(back)
  moveBack(datasetFolder(home, id))
  return back
}

/**
 * Frees the disk of removed data sets, of all or of one. Sets right what a crash left: a folder in the trash whose data
 * set is not removed goes back, one whose data set is removed and that was not yet set aside goes too.
 */
export async function emptyTrash({ history, home }: Removal, only?: string): Promise<void> {
  const kept = new Set((await history.datasets()).map(({ id }) => id))
  for (const name of readdirSync(home.datasets)) {
    const trashed = trashedId(name)
    const id = trashed ?? name
    if (only !== undefined && id !== only) continue
    if (kept.has(id)) {
      if (trashed !== null) moveBack(datasetFolder(home, id))
    } else if (trashed !== null || history.removedDataset(id) !== null) {
      erase(join(home.datasets, name))
    }
  }
}

function erase(folder: string): void {
  try {
    rmSync(folder, { recursive: true, force: true })
  } catch (error) {
    throw diskError(error, `The data set is out of the history, but its folder ${folder} could not be deleted`)
  }
}
