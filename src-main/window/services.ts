/** What the handlers work with: the history of one home folder, the jobs, the settings, and a way to tell the window. */
import { appSettings, type AppSettings } from '../../src-contract/domain/app-settings'
import type { Topic } from '../../src-contract/domain/job'
import type { Push } from '../../src-contract/bridge'
import { StudioError, toErrorData } from '../../src-contract/errors'
import type { JobEvent } from '../../src-contract/worker-protocol'
import type { HistoryReader, HistoryViews, HistoryWriter, OpenHistory } from '../database/history-api'
import { openHistory } from '../database/open-history'
import { describeOwner } from '../database/socket/owner-file'
import { GpuDevices } from '../gpu/devices'
import { Machine } from '../gpu/machine'
import { queueLimits } from '../gpu/queue-limits'
import { JobBoard, type JobLabel } from '../jobs/job-board'
import type { Studio } from '../jobs/studio'
import { TrashBin } from '../jobs/trash-bin'
import { homeFolder, type HomeFolder } from '../system/home-folder'
import { openJsonFile, type JsonFile } from '../system/json-file'
import { ChangeFeed } from './change-feed'
import { DatasetTrash } from './dataset-trash'
import { FolderOffers } from './folder-offers'
import { OwnSpaces } from './own-spaces'
import { Studies } from './studies'
import { SourceChecks } from './source-checks'

export interface ServiceOptions {
  readonly home: string
  readonly send: (push: Push) => void
  readonly log: { warn(...parts: unknown[]): void; error(...parts: unknown[]): void }
  /** A training, ranking or search ended; `error` is null when it did what it was asked for. */
  readonly longJobEnded: (label: JobLabel, error: string | null) => void
}

export class Services {
  readonly home: HomeFolder
  readonly board: JobBoard
  readonly devices: GpuDevices
  readonly machine: Machine
  readonly feed: ChangeFeed
  readonly offers: FolderOffers
  readonly datasetTrash: DatasetTrash
  readonly sourceChecks: SourceChecks
  readonly spaces: OwnSpaces
  readonly studies: Studies
  readonly trash = new TrashBin({
    history: () => this.writer,
    inUse: (runId) => this.board.list().some((job) => job.runId === runId),
    emptied: (freed) => this.options.log.warn('Deleted for good:', freed),
    failed: (error) => this.told('Deleted runs', error),
  })
  readonly notices: string[] = []
  private readonly settingsFile: JsonFile<AppSettings>
  private open: OpenHistory | null = null
  private opening: Promise<string | null> | null = null

  constructor(private readonly options: ServiceOptions) {
    this.home = homeFolder(options.home)
    this.feed = new ChangeFeed((topics) => options.send({ kind: 'changed', topics }))
    this.settingsFile = openJsonFile(this.home.settingsFile, appSettings)
    if (this.settingsFile.problem !== null) this.notices.push(this.settingsFile.problem)
    this.devices = new GpuDevices(this.home, () => this.settings)
    this.board = new JobBoard({
      changed: (jobs) => options.send({ kind: 'jobs', jobs }),
      event: (label, event) => this.heard(label, event),
      warning: (label, message) => this.notice('warning', label, message),
      ended: (label, error) => this.ended(label, error),
    }, () => queueLimits(this.settings, this.devices.current()))
    this.machine = new Machine(this.board, this.devices)
    const studio = (): Studio => this.importStudio
    this.offers = new FolderOffers({ board: this.board, studio, changed: () => this.feed.changed('offers') })
    this.datasetTrash = new DatasetTrash({ studio, changed: () => this.feed.changed('datasets'), failed: (error) => this.told('Removing a data set', error) })
    this.spaces = new OwnSpaces(this.home, () => this.feed.changed('spaces'))
    this.sourceChecks = new SourceChecks(this.home, studio, () => this.feed.changed('datasets'))
    this.studies = new Studies({
      board: this.board,
      history: () => this.history,
      studio: () => this.studio,
      checkpoints: () => ({ minutes: this.settings.checkpointMinutes, steps: null }),
      changed: () => this.feed.changed('studies', 'runs'),
      failed: (title, error) => this.told(title, error),
    })
  }

  /** Why it can only be looked at: a newer version wrote it. Else null. Throws 'history-in-use' while another process works with it. */
  openHistory(): Promise<string | null> {
    // A page that is loaded again asks again, maybe before the first answer.
    this.opening ??= this.takeHistory().finally(() => {
      this.opening = null
    })
    return this.opening
  }

  /** Why the open history can only be looked at; null where it can be changed, and before it is open. */
  get readOnly(): string | null {
    return this.open?.access === 'read-only' ? this.open.warning : null
  }

  private async takeHistory(): Promise<string | null> {
    if (this.open !== null) return this.readOnly
    const open = await openHistory(this.home.root, { place: 'window' })
    if (open.access === 'owner') {
      this.open = open
      this.notices.push(...open.notices)
      this.trash.emptySoon()
      this.spaces.watch((error) => this.options.log.warn('The folder of search spaces cannot be watched:', error))
      // What an earlier start removed and did not come to free.
      void this.datasetTrash.empty()
      this.devices.folder.freeSetAside().catch((error: unknown) => this.told('Removing the libraries for GPUs', error))
      return null
    }
    if (open.access === 'read-only') {
      this.open = open
      return open.warning
    }
    await open.close()
    throw new StudioError(
      'history-in-use',
      `The history in ${this.home.root} is in use by ${describeOwner({ pid: open.ownerPid, place: open.ownerPlace })}, such as a training. Wait for it or stop it (Ctrl-C there), then try again.`,
    )
  }

  /** To look at. */
  get history(): HistoryReader & HistoryViews {
    if (this.open === null || this.open.access === 'guest') throw new StudioError('history-in-use', 'The history is not open.')
    return this.open.history
  }

  /** To change it. Throws 'history-newer' where it can only be looked at. */
  get writer(): HistoryWriter {
    return this.owned().history
  }

  private owned(): Extract<OpenHistory, { access: 'owner' }> {
    if (this.open?.access === 'read-only') throw new StudioError('history-newer', this.open.warning)
    if (this.open?.access !== 'owner') throw new StudioError('history-in-use', 'The history is not open.')
    return this.open
  }

  /** For changes of files in the home folder: who owns the history owns them. Throws as `writer` does. */
  requireOwnership(): void {
    this.owned()
  }

  /** For work on weights: as many jobs at once as the settings say. */
  get studio(): Studio {
    return { history: this.writer, home: this.home, queue: this.board.compute }
  }

  /** For imports, which go on beside it. */
  get importStudio(): Studio {
    return { ...this.studio, queue: this.board.imports }
  }

  get settings(): AppSettings {
    return this.settingsFile.value
  }

  saveSettings(settings: AppSettings): void {
    const before = this.settings.gpu
    this.settingsFile.write(settings)
    if (settings.gpu !== before) {
      this.machine.forget()
      this.feed.changed('gpu')
    }
    // More of them may have room now.
    this.board.compute.look()
    this.feed.changed('settings')
  }

  /** All workers are gone before. */
  async close(): Promise<void> {
    this.feed.close()
    this.trash.close()
    this.spaces.close()
    if (this.open?.access === 'owner') await this.datasetTrash.empty()
    await this.open?.close()
    this.open = null
  }

  private heard(label: JobLabel, event: JobEvent): void {
    const { runId } = label
    if (runId === undefined) return
    if (event.kind === 'log' && event.level === 'warning') this.notice('warning', label, event.message)
    this.feed.changed(...(event.kind === 'candidates' && label.searchId !== undefined ? [`search:${label.searchId}` as const] : topicsOf(event, runId)))
  }

  private ended(label: JobLabel, error: unknown): void {
    const { runId } = label
    if (runId !== undefined) this.feed.changed('runs', `run:${runId}`, `metrics:${runId}`, `rankings:${runId}`)
    if (label.searchId !== undefined) this.feed.changed('searches', `search:${label.searchId}`)
    if (label.kind === 'gpu') this.feed.changed('gpu')
    if (label.kind === 'import') this.feed.changed('datasets')
    if (error !== null) {
      this.options.log.error(`${label.kind} ${label.title}:`, error)
      // A folder's own card says why it was refused, and so does the form of imported scores.
      if (label.kind !== 'scan' && label.kind !== 'judge') this.notice('error', label, toErrorData(error).message)
    }
    if (label.kind === 'train' || label.kind === 'rank' || label.kind === 'search') this.options.longJobEnded(label, error === null ? null : toErrorData(error).message)
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
    case 'tracked':
      return [`run:${runId}`, `tracked:${runId}`]
    case 'checkpoint':
    case 'log':
      return [`run:${runId}`]
    case 'scores':
      return [`rankings:${runId}`]
    default:
      return []
  }
}
