import type { DatasetRecord, SourceChange } from '../../src-contract/domain/dataset'
import type { SourceLook } from '../../src-contract/domain/dataset-view'
import { isStop, StudioError, toErrorData } from '../../src-contract/errors'
import { JobQueue, type JobHandle } from '../jobs/queue'
import { relocateDataset } from '../jobs/relocate-dataset'
import { checkSource } from '../jobs/scan-dataset'
import type { JobListener, Studio } from '../jobs/studio'
import type { HomeFolder } from '../system/home-folder'

/** A look lists all files of a folder, which may lie on a slow disk: not at each glance at the screen. */
const freshMs = 10 * 60_000

const unheard: JobListener = { waits: () => undefined, begins: () => undefined, silence: () => undefined, event: () => undefined, warning: () => undefined }
const nothingKnown: SourceLook = { checking: false, change: null, checkedAt: null, error: null, relocation: null }

/**
 * Whether the folders that data sets came from have changed since, and where the images of those went that were moved. One
 * look runs after another in the background, in a lane of their own: they are nothing the user waits for, and nothing is
 * lost when the application ends in one.
 */
export class SourceChecks {
  private readonly queue = new JobQueue()
  private readonly looks = new Map<string, SourceLook>()
  private readonly relocations = new Map<string, JobHandle<DatasetRecord>>()

  constructor(
    private readonly home: HomeFolder,
    /** Throws while the history is not open to be changed. */
    private readonly studio: () => Studio,
    private readonly changed: () => void,
  ) {}

  of(datasetId: string): SourceLook {
    return this.looks.get(datasetId) ?? nothingKnown
  }

  /** @param again also where the last look is fresh */
  check(dataset: DatasetRecord, again: boolean): void {
    const before = this.of(dataset.id)
    const isFresh = before.checkedAt !== null && Date.now() - Date.parse(before.checkedAt) < freshMs
    if (before.checking || (isFresh && !again)) return
    this.show(dataset.id, { checking: true })
    checkSource(this.queue, this.home, dataset, unheard).result.then(
      (change) => this.seen(dataset.id, change, null),
      (error: unknown) => this.seen(dataset.id, null, error),
    )
  }

  /** Looks for the images of an indexed data set in another folder, and takes that one where they are there. */
  relocate(dataset: DatasetRecord, path: string): void {
    if (this.relocations.has(dataset.id)) throw new StudioError('bad-argument', `The images of "${dataset.name}" are being looked for already: wait for that, or stop it.`)
    const listener: JobListener = {
      ...unheard,
      event: (event) => {
        if (event.kind === 'progress') this.show(dataset.id, { relocation: { state: 'looking', path, progress: event.progress } })
      },
    }
    const handle = relocateDataset(this.queue, this.studio(), dataset, path, listener)
    this.relocations.set(dataset.id, handle)
    this.show(dataset.id, { relocation: { state: 'looking', path, progress: null } })
    const ended = (error: unknown): void => {
      this.relocations.delete(dataset.id)
      this.show(dataset.id, { relocation: error === null || isStop(error) ? null : { state: 'failed', error: toErrorData(error) } })
    }
    handle.result.then((moved) => {
      ended(null)
      this.check(moved, true)
    }, ended)
  }

  stopRelocating(datasetId: string): void {
    this.relocations.get(datasetId)?.stop()
  }

  private seen(datasetId: string, change: SourceChange | null, error: unknown): void {
    this.show(datasetId, { checking: false, change, checkedAt: new Date().toISOString(), error: error === null ? null : toErrorData(error) })
  }

  private show(datasetId: string, look: Partial<SourceLook>): void {
    this.looks.set(datasetId, { ...this.of(datasetId), ...look })
    this.changed()
  }
}
