import { statSync } from 'node:fs'
import { homedir } from 'node:os'
import { basename, isAbsolute, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { StatisticsId, StorageId } from '../../src-contract/domain/choices'
import type { ScanReport, SplitChoice } from '../../src-contract/domain/dataset'
import type { FolderOffer, OfferReport, OfferState, OfferSummary } from '../../src-contract/domain/folder-offer'
import { isStop, StudioError, toErrorData } from '../../src-contract/errors'
import { freeName } from '../jobs/dataset-name'
import { importDataset } from '../jobs/import-dataset'
import type { JobBoard } from '../jobs/job-board'
import { scanDataset } from '../jobs/scan-dataset'
import type { Studio } from '../jobs/studio'
import { freeBytes } from '../system/free-space'
import { newId } from '../system/new-id'

export interface OfferParts {
  readonly board: JobBoard
  /** Throws while the history is not open. */
  readonly studio: () => Studio
  /** An offer came, went or changed its state. */
  readonly changed: () => void
}

export interface ImportChoice {
  readonly name: string
  readonly imageSize: number
  readonly split: SplitChoice
  readonly storage: StorageId
  /** Null: published values where the set is CIFAR, else measured. */
  readonly statistics: StatisticsId | null
}

interface Entry {
  offer: FolderOffer
  /** Kept through a failed or cancelled import, so that no folder is scanned twice for it. */
  report: ScanReport | null
}

/**
 * Folders that the user handed over, from the hand-over to the import. The page knows them by an id; only paths that
 * came this way are ever read. Scans and imports take turns in the lane of imports.
 */
export class FolderOffers {
  private readonly entries = new Map<string, Entry>()

  constructor(private readonly parts: OfferParts) {}

  list(): readonly FolderOffer[] {
    return [...this.entries.values()].map(({ offer }) => offer)
  }

  /**
   * A path that is no folder becomes an offer too, which says what is wrong with it. Throws, with nothing listed, where
   * the history cannot be changed.
   */
  add(paths: readonly string[]): void {
    this.parts.studio()
    for (const path of paths) {
      const wrong = problemOf(path)
      const folder = resolve(path)
      const known = this.list().find((offer) => offer.path === folder)
      const id = known?.id ?? this.enter(folder)
      if (wrong !== null) this.show(id, { step: 'refused', error: toErrorData(wrong) })
      else this.scan(id)
    }
  }

  /** Throws naming the path where it is no folder. */
  addTyped(text: string): void {
    const path = typedPath(text)
    const wrong = problemOf(path)
    if (wrong !== null) throw wrong
    this.add([path])
  }

  /** Imports a folder as it is, without a look at it before; gives the id of the offer. */
  async addAndImport(path: string, name: string): Promise<string> {
    const id = this.enter(path)
    try {
      await this.begin(id, { path, name: await this.freeName(name) })
      return id
    } catch (error) {
      this.entries.delete(id)
      this.parts.changed()
      throw error
    }
  }

  /** Throws 'file-missing' where there is no report of that id. */
  async report(id: string): Promise<OfferReport> {
    const { report } = this.entry(id)
    if (report === null) throw new StudioError('file-missing', 'This folder has not been scanned: scan it first.')
    return { report, suggestedName: await this.freeName(report.suggestedName), freeBytes: freeBytes(this.parts.studio().home.datasets) }
  }

  scan(id: string): void {
    const { offer } = this.entry(id)
    if ('jobId' in offer.state) return
    const { queue, home } = this.parts.studio()
    const jobId = newId()
    this.show(id, { step: 'scanning', jobId })
    this.parts.board
      .add({ kind: 'scan', title: offer.name, jobId }, (listener) => scanDataset(queue, home, offer.path, listener))
      .then(({ result }) => result)
      .then(
        (report) => {
          if (!this.isAt(id, jobId)) return
          this.entry(id).report = report
          this.show(id, { step: 'scanned', summary: summaryOf(report), error: null })
        },
        (error: unknown) => {
          if (this.isAt(id, jobId)) this.show(id, isStop(error) ? { step: 'stopped' } : { step: 'refused', error: toErrorData(error) })
        },
      )
  }

  /** Resolves when the import has its turn or its place in the queue; throws where the name is taken. */
  async import(id: string, choice: ImportChoice): Promise<void> {
    await this.begin(id, { path: this.entry(id).offer.path, ...choice, statistics: choice.statistics ?? undefined })
  }

  stop(id: string): void {
    const { offer } = this.entry(id)
    if (!('jobId' in offer.state)) return
    const { jobId } = offer.state
    if (this.parts.board.list().some((job) => job.id === jobId)) this.parts.board.stop(jobId, 'stop')
  }

  putAway(id: string): void {
    this.stop(id)
    this.entries.delete(id)
    this.parts.changed()
  }

  private async begin(id: string, request: Parameters<typeof importDataset>[1] & { readonly name: string }): Promise<void> {
    const { offer, report } = this.entry(id)
    if ('jobId' in offer.state) return
    const jobId = newId()
    this.show(id, { step: 'importing', jobId, summary: report === null ? null : summaryOf(report) })
    const handle = await this.parts.board
      .add({ kind: 'import', title: request.name, jobId }, (listener) => importDataset(this.parts.studio(), request, listener))
      .catch((error: unknown) => {
        if (this.isAt(id, jobId)) this.show(id, offer.state)
        throw error
      })
    handle.result.then(
      (dataset) => {
        if (this.isAt(id, jobId)) this.show(id, { step: 'imported', datasetId: dataset.id, name: dataset.name })
      },
      (error: unknown) => {
        if (this.isAt(id, jobId)) this.show(id, this.rest(id, isStop(error) ? null : error))
      },
    )
  }

  /** Where an offer stands when its job ended without what it was for. */
  private rest(id: string, error: unknown): OfferState {
    const { report } = this.entry(id)
    const data = error === null ? null : toErrorData(error)
    if (report !== null) return { step: 'scanned', summary: summaryOf(report), error: data }
    return data === null ? { step: 'stopped' } : { step: 'refused', error: data }
  }

  private async freeName(name: string): Promise<string> {
    return freeName((await this.parts.studio().history.datasets()).map((dataset) => dataset.name), name)
  }

  private enter(path: string): string {
    const id = newId()
    this.entries.set(id, { offer: { id, path, name: basename(path), state: { step: 'stopped' } }, report: null })
    this.parts.changed()
    return id
  }

  private entry(id: string): Entry {
    const entry = this.entries.get(id)
    if (entry === undefined) throw new StudioError('file-missing', 'This folder was not handed over since the application was started: drop it again.')
    return entry
  }

  /** Whether that job is still what the offer waits for: it may have been put away, or stopped and begun again. */
  private isAt(id: string, jobId: string): boolean {
    const state = this.entries.get(id)?.offer.state
    return state !== undefined && 'jobId' in state && state.jobId === jobId
  }

  private show(id: string, state: OfferState): void {
    const entry = this.entry(id)
    entry.offer = { ...entry.offer, state }
    this.parts.changed()
  }
}

function summaryOf({ kind, classes, accepted, rejectedCount, warnings }: ScanReport): OfferSummary {
  return { kind, classes: classes.length, accepted, rejected: rejectedCount, warnings: warnings.length }
}

/** As people write or paste it: with quotes around, from the home folder, or as a file manager copies it. */
function typedPath(text: string): string {
  const bare = text.trim().replace(/^(['"])(.*)\1$/s, '$2')
  if (bare.startsWith('file://')) return fileURLToPath(bare)
  return bare === '~' || bare.startsWith('~/') ? join(homedir(), bare.slice(1)) : bare
}

/** What is wrong with a path as a folder; null where it is one. */
function problemOf(path: string): StudioError | null {
  if (!isAbsolute(path)) return new StudioError('bad-argument', `"${path}" is not a whole path: it must begin with / or ~.`)
  const stat = statSync(path, { throwIfNoEntry: false })
  if (stat === undefined) return new StudioError('file-missing', `There is no folder ${path}.`)
  if (stat.isDirectory()) return null
  return new StudioError('dataset-unrecognised', `${path} is a file. Drop the folder that holds the images; archives have to be unpacked first.`)
}
