/**
 * Makes the runs of a study that are still to be made, each an ordinary run of the history in a process of its own, and
 * evaluates them. It can end at any point and be begun again: nothing is made twice.
 */
import type { RunRecord } from '../../src-contract/domain/run'
import { isStop, StudioError, toErrorData, type ErrorCode, type ErrorData } from '../../src-contract/errors'
import type { CheckpointPolicy } from '../../src-contract/worker-protocol'
import type { CellState, CellView, StudyRecord } from '../../src-contract/study/study'
import { cellRequest, type StudyFile } from '../../src-contract/study/study-file'
import { becomes } from '../jobs/becomes'
import type { JobLabel } from '../jobs/job-board'
import type { JobHandle, StopKind } from '../jobs/queue'
import { rankRun } from '../jobs/rank-run'
import { rankingConfig, type RankRequest } from '../jobs/ranking-config'
import type { JobListener, Studio } from '../jobs/studio'
import { beginRun, newRun, resumeRun, runSubject } from '../jobs/train-run'
import { newId } from '../system/new-id'
import { studyFileOf } from './read-study'
import { cellOf, evaluationOf } from './view-study'

export interface StudyWork {
  /** Arms and seeds to make; all of the study when left out. */
  readonly arms?: readonly string[] | undefined
  readonly seeds?: readonly number[] | undefined
  /** Also go on with runs and evaluations that failed. */
  readonly retryFailed: boolean
  readonly checkpoints: CheckpointPolicy
}

/** Where the jobs of a study go: the board of the window, or straight into the queue. */
export type Launch = <H extends JobHandle<unknown>>(label: JobLabel, begin: (listener: JobListener) => H | Promise<H>) => Promise<H>

export interface StudyListener {
  /** One run begins to train or to be evaluated, or is done, or will not be. */
  cell(cell: Pick<CellView, 'arm' | 'seed' | 'runId' | 'state' | 'error'>, done: number, total: number): void
}

export interface StudyEnd {
  readonly state: 'finished' | 'stopped' | 'incomplete'
  /** Of the arms and seeds that were asked for. */
  readonly done: number
  readonly total: number
  /** Those that failed or that somebody stopped, in this part or before. */
  readonly left: readonly { readonly arm: string; readonly seed: number; readonly state: CellState; readonly error: string | null }[]
}

export interface StudyHandle {
  readonly result: Promise<StudyEnd>
  stop(how?: StopKind): void
}

interface Cell {
  readonly arm: string
  readonly seed: number
}

/** Throws where an arm or seed that is asked for is none of the study. */
export function runStudy(studio: Studio, key: string, work: StudyWork, launch: Launch, listener: StudyListener): StudyHandle {
  const part = new StudyPart(studio, key, work, launch, listener)
  return { result: part.told(), stop: (how) => part.stop(how) }
}

class StudyPart {
  private readonly under = new Set<JobHandle<unknown>>()
  private stopped: StopKind | null = null
  private broken: ErrorData | null = null
  private done = 0
  private total = 0

  constructor(
    private readonly studio: Studio,
    private readonly key: string,
    private readonly work: StudyWork,
    private readonly launch: Launch,
    private readonly listener: StudyListener,
  ) {}

  /** How what is under way is to end; null while the study goes on. */
  private get ending(): StopKind | null {
    return this.stopped ?? (this.broken === null ? null : 'stop')
  }

  stop(how: StopKind = 'stop'): void {
    this.stopped = how
    for (const handle of this.under) handle.stop(how)
  }

  /** Others hear that the study is under way, between its runs too. */
  async told(): Promise<StudyEnd> {
    const { history } = this.studio
    const record = await history.study(this.key)
    history.studyUnderWay(record.id, true)
    try {
      return await this.run(record)
    } finally {
      history.studyUnderWay(record.id, false)
    }
  }

  private async run(record: StudyRecord): Promise<StudyEnd> {
    const file = studyFileOf(record)
    const cells = chosen(file, this.work)
    this.total = cells.length
    const imported = await this.studio.history.studyImports(record.id)
    const own = cells.filter(({ arm, seed }) => !imported.some((result) => result.arm === arm && result.seed === seed))
    this.done = cells.length - own.length
    await this.checkWishes(file, own)

    const left: StudyEnd['left'][number][] = []
    const waiting = [...own]
    const line = async (): Promise<void> => {
      for (let cell = waiting.shift(); cell !== undefined; cell = waiting.shift()) {
        if (this.ending !== null) return
        const view = await this.make(file, cell)
        if (view.state === 'done') this.done++
        else left.push(view)
        this.listener.cell(view, this.done, this.total)
      }
    }
    await Promise.all(Array.from({ length: this.studio.queue.workers }, () => line().catch((error: unknown) => this.breakOff(toErrorData(error)))))
    if (this.broken !== null) throw new StudioError(this.broken.code, this.broken.message, this.broken.cause)
    const state = this.done === this.total ? 'finished' : this.stopped !== null ? 'stopped' : 'incomplete'
    return { state, done: this.done, total: this.total, left }
  }

  /** All that is wrong with the settings of any arm is said before the first run. */
  private async checkWishes(file: StudyFile, cells: readonly Cell[]): Promise<void> {
    for (const arm of file.arms) {
      const cell = cells.find((each) => each.arm === arm.name)
      if (cell === undefined) continue
      try {
        const run = await newRun(this.studio, cellRequest(file, arm, cell.seed))
        const evaluation = evaluationOf(file, run)
        if (evaluation !== null) rankingConfig(evaluation, run)
      } catch (error) {
        if (!(error instanceof StudioError)) throw error
        throw new StudioError(error.code, `Arm "${arm.name}" of study "${file.name}": ${error.message}`, error)
      }
    }
  }

  /** Trains and evaluates one run as far as it is missing. What stops only this run is told by its state. */
  private async make(file: StudyFile, cell: Cell): Promise<CellView> {
    try {
      return await this.goOn(file, cell)
    } catch (error) {
      return this.ended(file, cell, error)
    }
  }

  private async goOn(file: StudyFile, cell: Cell): Promise<CellView> {
    const { retryFailed } = this.work
    let view = await this.look(file, cell)
    // Somebody resumed it by hand.
    if (view.runId !== null && this.studio.queue.has(runSubject(view.runId))) return { ...view, state: 'running' }
    const isNew = view.state === 'waiting' && (await this.enter(file, cell))
    if (view.state === 'waiting') view = await this.look(file, cell)
    if (view.state === 'done' || view.state === 'running' || view.state === 'ranking') return view
    if ((view.state === 'failed' || view.state === 'ranking-failed') && !retryFailed) return view
    if (view.runId === null) return view
    if (view.state !== 'trained' && view.state !== 'ranking-failed') view = await this.train(file, cell, view.runId, isNew)
    if (this.ending === null && view.runId !== null && (view.state === 'trained' || view.state === 'ranking-failed')) view = await this.rank(file, cell, view.runId)
    return view
  }

  private async train(file: StudyFile, cell: Cell, runId: string, isNew: boolean): Promise<CellView> {
    const { studio, work } = this
    const run = await studio.history.run(runId)
    this.listener.cell({ ...cell, runId, state: 'running', error: null }, this.done, this.total)
    const label = { kind: 'train', title: run.name, runId } as const
    const handle = await this.launch(label, (listener) => (isNew ? beginRun(studio, run, work.checkpoints, listener) : resumeRun(studio, runId, work.checkpoints, listener)))
    await this.during(handle)
    return this.look(file, cell)
  }

  private async rank(file: StudyFile, cell: Cell, runId: string): Promise<CellView> {
    const run = await this.studio.history.run(runId)
    const request = evaluationOf(file, run)
    if (request === null) return this.look(file, cell)
    this.listener.cell({ ...cell, runId, state: 'ranking', error: null }, this.done, this.total)
    const handle = await this.launch({ kind: 'rank', title: run.name, runId }, (listener) => rankRun(this.studio, request, false, listener)).catch((error: unknown) => {
      this.rankingFailed(run, request, error)
      throw error
    })
    await this.during(handle)
    return this.look(file, cell)
  }

  /** An evaluation that could not begin, such as for want of a checkpoint, is one that failed: told with the run, and not tried again at every resume. */
  private rankingFailed(run: RunRecord, request: RankRequest, error: unknown): void {
    const data = toErrorData(error)
    if (isStop(error) || meetsAllRuns.has(data.code)) return
    const { history } = this.studio
    const id = newId()
    history.addRanking({ id, config: rankingConfig(request, run), checkpointStep: run.totalSteps })
    history.endRanking(id, { state: 'failed', rows: null, summary: null, seconds: 0, error: data })
  }

  /**
   * Enters the run of a cell: a finished one of the history that has its name and its whole configuration, if there is any
   * (the history was read back from its logs, or the study removed: trained again it would become the same), else a new
   * one. Gives whether it is new.
   */
  private async enter(file: StudyFile, { arm, seed }: Cell): Promise<boolean> {
    const { history } = this.studio
    const settings = file.arms.find(({ name }) => name === arm)
    if (settings === undefined) throw new StudioError('internal', `A study has no arm "${arm}".`)
    const run = await newRun(this.studio, cellRequest(file, settings, seed))
    const equal = (await history.runs()).find(({ name, state, config }) => name === run.name && state === 'finished' && becomes(run.config, config))
    const { id } = await history.study(this.key)
    if (equal === undefined) history.addStudyRun(id, arm, seed, run)
    else history.adoptStudyRun(id, arm, seed, equal.id)
    return equal === undefined
  }

  private async during(handle: JobHandle<unknown>): Promise<void> {
    this.under.add(handle)
    // Asked for, or broken off by another line, while this one was being begun.
    if (this.ending !== null) handle.stop(this.ending)
    try {
      await handle.result
    } finally {
      this.under.delete(handle)
    }
  }

  /** A run that failed leaves the others; what would meet them too ends the study. */
  private async ended(file: StudyFile, cell: Cell, error: unknown): Promise<CellView> {
    const data = toErrorData(error)
    const meets = !isStop(error) && meetsAllRuns.has(data.code)
    if (meets) this.breakOff(data)
    const view = await this.look(file, cell)
    // What kept a run from going on at all, such as a second job on it, is told here; the history has no part of the run to tell it with.
    return meets || isStop(error) ? view : { ...view, error: view.error ?? data.message }
  }

  /** The first that breaks the study is told; no other run begins, and those under way save a checkpoint. */
  private breakOff(data: ErrorData): void {
    if (this.broken !== null) return
    this.broken = data
    for (const handle of this.under) handle.stop('stop')
  }

  private async look(file: StudyFile, { arm, seed }: Cell): Promise<CellView> {
    const record = await this.studio.history.study(this.key)
    return (await cellOf(this.studio.history, record, file, arm, seed)).view
  }
}

/** What is no matter of one run: the next would meet it as well, maybe after hours. */
const meetsAllRuns: ReadonlySet<ErrorCode> = new Set(['disk-full', 'disk-failed', 'permission-denied', 'history-in-use', 'history-newer', 'history-damaged', 'dataset-changed', 'study-missing', 'internal'])

/** Seed by seed, so that every arm has a pair as early as possible. */
function chosen(file: StudyFile, { arms, seeds }: Pick<StudyWork, 'arms' | 'seeds'>): Cell[] {
  const unknown = arms?.find((arm) => !file.arms.some(({ name }) => name === arm))
  if (unknown !== undefined) throw new StudioError('bad-argument', `"${unknown}" is no arm of study "${file.name}": its arms are ${file.arms.map(({ name }) => name).join(', ')}.`)
  const foreign = seeds?.find((seed) => !file.seeds.includes(seed))
  if (foreign !== undefined) throw new StudioError('bad-argument', `${foreign} is no seed of study "${file.name}": its seeds are ${file.seeds.join(', ')}.`)
  return file.seeds.filter((seed) => seeds?.includes(seed) ?? true).flatMap((seed) => file.arms.filter(({ name }) => arms?.includes(name) ?? true).map(({ name }) => ({ arm: name, seed })))
}
