import type { DatasetRecord } from '../../src-contract/domain/dataset'
import type { SourceLook } from '../../src-contract/domain/dataset-view'
import { toErrorData } from '../../src-contract/errors'
import { JobQueue } from '../jobs/queue'
import { checkSource } from '../jobs/scan-dataset'
import type { JobListener } from '../jobs/studio'
import type { HomeFolder } from '../system/home-folder'

/** A look lists all files of a folder, which may lie on a slow disk: not at each glance at the screen. */
const freshMs = 10 * 60_000

const nothingKnown: SourceLook = { checking: false, change: null, checkedAt: null, error: null }
const unheard: JobListener = { waits: () => undefined, begins: () => undefined, silence: () => undefined, event: () => undefined, warning: () => undefined }

/**
 * Whether the folders that data sets came from have changed since. Looks run one after another in the background, in a
 * lane of their own: they are nothing the user waits for, and nothing is lost when the application ends in one.
 */
export class SourceChecks {
  private readonly queue = new JobQueue()
  private readonly looks = new Map<string, SourceLook>()

  constructor(
    private readonly home: HomeFolder,
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
    this.show(dataset.id, { ...before, checking: true })
    checkSource(this.queue, this.home, dataset, unheard).result.then(
      (change) => this.show(dataset.id, { checking: false, change, checkedAt: new Date().toISOString(), error: null }),
      (error: unknown) => this.show(dataset.id, { checking: false, change: null, checkedAt: new Date().toISOString(), error: toErrorData(error) }),
    )
  }

  private show(datasetId: string, look: SourceLook): void {
    this.looks.set(datasetId, look)
    this.changed()
  }
}
