/** What the handlers work with: the history of one home folder, the jobs, the settings, and a way to tell the window. */
import { appSettings, type AppSettings } from '../../src-contract/domain/app-settings'
import type { Topic } from '../../src-contract/domain/job'
import type { Push } from '../../src-contract/bridge'
import { StudioError, toErrorData } from '../../src-contract/errors'
import type { JobEvent } from '../../src-contract/worker-protocol'
import type { HistoryWriter, OpenHistory } from '../database/history-api'
import { openHistory } from '../database/open-history'
import { describeOwner } from '../database/socket/owner-file'
import { JobBoard, type JobLabel } from '../jobs/job-board'
import type { Studio } from '../jobs/studio'
import { TrashBin } from '../jobs/trash-bin'
import { homeFolder, type HomeFolder } from '../system/home-folder'
import { openJsonFile, type JsonFile } from '../system/json-file'
import { ChangeFeed } from './change-feed'
import { DatasetTrash } from './dataset-trash'
import { FolderOffers } from './folder-offers'
import { OwnSpaces } from './own-spaces'
import { SourceChecks } from './source-checks'

export interface ServiceOptions {
  readonly home: string
  readonly send: (push: Push) => void
  readonly log: { warn(...parts: unknown[]): void; error(...parts: unknown[]): void }
  /** A training or ranking ended; `error` is null when it did what it was asked for. */
  readonly longJobEnded: (label: JobLabel, error: string | null) => void
}

export class Services {
  readonly home: HomeFolder
  readonly board: JobBoard
  readonly feed: ChangeFeed
  readonly offers: FolderOffers
  readonly datasetTrash: DatasetTrash
  readonly sourceChecks: SourceChecks
  readonly spaces: OwnSpaces
  readonly trash = new TrashBin({
    history: () => this.history,
    inUse: (runId) => this.board.list().some((job) => job.runId === runId),
    emptied: (freed) => this.options.log.warn('Deleted for good:', freed),
    failed: (error) => this.told('Deleted runs', error),
  })
  readonly notices: string[] = []
  private readonly settingsFile: JsonFile<AppSettings>
  private open: OpenHistory | null = null
  private opening: Promise<void> | null = null

  constructor(private readonly options: ServiceOptions) {
    this.home = homeFolder(options.home)
    this.feed = new ChangeFeed((topics) => options.send({ kind: 'changed', topics }))
    this.settingsFile = openJsonFile(this.home.settingsFile, appSettings)
    if (this.settingsFile.problem !== null) this.notices.push(this.settingsFile.problem)
    this.board = new JobBoard({
      changed: (jobs) => options.send({ kind: 'jobs', jobs }),
      event: (label, event) => this.heard(label, event),
      warning: (label, message) => this.notice('warning', label, message),
      ended: (label, error) => this.ended(label, error),
    })
    const studio = (): Studio => this.importStudio
    this.offers = new FolderOffers({ board: this.board, studio, changed: () => this.feed.changed('offers') })
    this.datasetTrash = new DatasetTrash({ studio, changed: () => this.feed.changed('datasets'), failed: (error) => this.told('Removing a data set', error) })
    this.spaces = new OwnSpaces(this.home, () => this.feed.changed('spaces'))
    this.sourceChecks = new SourceChecks(studio, () => this.feed.changed('datasets'))
  }

  /** Throws 'history-in-use' while another process works with it, 'history-newer' for a file of a newer version. */
  openHistory(): Promise<void> {
    // A page that is loaded again asks again, maybe before the first answer.
    this.opening ??= this.takeHistory().finally(() => {
      this.opening = null
    })
    return this.opening
  }

  private async takeHistory(): Promise<void> {
    if (this.open !== null) return
    const open = await openHistory(this.home.root, { place: 'window' })
    if (open.access === 'owner') {
      this.open = open
      this.notices.push(...open.notices)
      this.trash.emptySoon()
      this.spaces.watch((error) => this.options.log.warn('The folder of search spaces cannot be watched:', error))
      // What an earlier start removed and did not come to free.
      void this.datasetTrash.empty()
      return
    }
    await open.close()
    if (open.access === 'read-only') throw new StudioError('history-newer', open.warning)
    throw new StudioError(
      'history-in-use',
      `The history in ${this.home.root} is in use by ${describeOwner({ pid: open.ownerPid, place: open.ownerPlace })}, such as a training. Wait for it or stop it (Ctrl-C there), then try again.`,
    )
  }

  get history(): HistoryWriter {
    if (this.open?.access !== 'owner') throw new StudioError('history-in-use', 'The history is not open.')
    return this.open.history
  }

  /** For work on weights: one job at a time. */
  get studio(): Studio {
    return { history: this.history, home: this.home, queue: this.board.compute }
  }

  /** For imports, which go on beside it. */
  get importStudio(): Studio {
    return { ...this.studio, queue: this.board.imports }
  }

  get settings(): AppSettings {
    return this.settingsFile.value
  }

  saveSettings(settings: AppSettings): void {
    this.settingsFile.write(settings)
    this.feed.changed('settings')
  }

  /** All workers are gone before. */
  async close(): Promise<void> {
    this.feed.close()
    this.trash.close()
    this.spaces.close()
    if (this.open !== null) await this.datasetTrash.empty()
    await this.open?.close()
    this.open = null
  }

  private heard(label: JobLabel, event: JobEvent): void {
    const { runId } = label
    if (runId === undefined) return
    if (event.kind === 'log' && event.level === 'warning') this.notice('warning', label, event.message)
    this.feed.changed(...topicsOf(event, runId))
  }

  private ended(label: JobLabel, error: unknown): void {
    const { runId } = label
    if (runId !== undefined) this.feed.changed('runs', `run:${runId}`, `metrics:${runId}`, `rankings:${runId}`)
    if (label.kind === 'import') this.feed.changed('datasets')
    if (error !== null) {
      this.options.log.error(`${label.kind} ${label.title}:`, error)
      // A folder's own card says why it was refused, and so does the form of imported scores.
      if (label.kind !== 'scan' && label.kind !== 'judge') this.notice('error', label, toErrorData(error).message)
    }
    if (label.kind === 'train' || label.kind === 'rank') this.options.longJobEnded(label, error === null ? null : toErrorData(error).message)
  }

  private told(title: string, error: unknown): void {
    this.options.log.error(`${title}:`, error)
    this.options.send({ kind: 'notice', level: 'error', title, message: toErrorData(error).message, runId: null })
  }

  private notice(level: 'warning' | 'error', label: JobLabel, message: string): void {
    this.options.log.warn(`${label.title}: ${message}`)
    this.options.send({ kind: 'notice', level, title: label.title, message, runId: label.runId ?? null })
  }
}

function topicsOf(event: JobEvent, runId: string): readonly Topic[] {
  switch (event.kind) {
    case 'metrics':
      return [`metrics:${runId}`]
    case 'started':
      return ['runs', `run:${runId}`, `metrics:${runId}`]
    case 'checkpoint':
    case 'log':
      return [`run:${runId}`]
    case 'scores':
      return [`rankings:${runId}`]
    default:
      return []
  }
}
