import type { StudyPage, StudySummary } from '../../src-contract/api/studies'
import { isStop, StudioError, toErrorData } from '../../src-contract/errors'
import type { CellState, StudyResult, StudyView } from '../../src-contract/study/study'
import type { CheckpointPolicy } from '../../src-contract/worker-protocol'
import type { HistoryReader } from '../database/history-api'
import type { JobBoard } from '../jobs/job-board'
import type { StopKind } from '../jobs/queue'
import type { Studio } from '../jobs/studio'
import { resultCurves } from '../studies/result-curves'
import { runStudy, type StudyHandle } from '../studies/run-study'
import { studyStatus, type StudyStatus } from '../studies/view-study'

export interface StudyParts {
  readonly board: JobBoard
  /** To look at. Throws while the history is not open. */
  readonly history: () => HistoryReader
  /** To change it. Throws also where the history can only be looked at. */
  readonly studio: () => Studio
  readonly checkpoints: () => CheckpointPolicy
  /** A study came, went, or has got further. */
  readonly changed: () => void
  readonly failed: (title: string, error: unknown) => void
}

/** Studies as the window runs them: their trainings and rankings stand on the board among the other work. */
export class Studies {
  private readonly running = new Map<string, StudyHandle>()
  /** Of finished runs, which do not change, by file and run: read once. Which curves there are depends on the figures of the file. */
  private readonly curves = new Map<string, StudyResult['curves']>()

  constructor(private readonly parts: StudyParts) {}

  async list(): Promise<readonly StudySummary[]> {
    const history = this.parts.history()
    const all = await history.studies()
    return Promise.all(all.map(async ({ id }) => this.summary(await studyStatus(history, id))))
  }

  async page(key: string): Promise<StudyPage> {
    const { view, report } = await studyStatus(this.parts.history(), key)
    return { view, report, running: this.running.has(view.id) }
  }

  isRunning(id: string): boolean {
    return this.running.has(id)
  }

  /** With the curves of every result. */
  async results(key: string): Promise<StudyStatus> {
    const status = await studyStatus(this.parts.history(), key)
    const results: StudyResult[] = []
    for (const result of status.results) {
      const own = status.view.cells.some(({ runId, imported }) => runId === result.runId && !imported)
      results.push(own ? { ...result, curves: this.curves.get(curvesKey(status.view, result)) ?? (await this.readCurves(status.view, result)) } : result)
    }
    return { ...status, results }
  }

  async start(key: string, retryFailed: boolean): Promise<void> {
    const { board, changed, checkpoints, failed } = this.parts
    const studio = this.parts.studio()
    const { id, name } = await studio.history.study(key)
    if (this.running.has(id)) throw new StudioError('bad-argument', `Study "${name}" is running.`)
    const handle = runStudy(studio, id, { retryFailed, checkpoints: checkpoints() }, (label, begin) => board.add(label, begin), {
      cell: ({ arm, seed, state, error }) => {
        changed()
        // The others are told by their job, and stand with their run.
        if (error !== null && !toldByRun.has(state)) failed(`Study ${name}, ${arm} seed ${seed}`, new StudioError('study-incomplete', error))
      },
    })
    this.running.set(id, handle)
    changed()
    const over = (): void => {
      this.running.delete(id)
      changed()
    }
    handle.result.then(over, (error: unknown) => {
      over()
      if (!isStop(error)) failed(`Study ${name}`, new StudioError(toErrorData(error).code, toErrorData(error).message, error))
    })
  }

  stop(key: string, how: StopKind = 'stop'): void {
    this.running.get(key)?.stop(how)
  }

  remove(key: string): void {
    if (this.running.has(key)) throw new StudioError('bad-argument', 'The study is running: stop it before removing it.')
    this.parts.studio().history.removeStudy(key)
    this.parts.changed()
  }

  /** Before the board is closed: no study begins another run then. */
  stopAll(how: StopKind): void {
    for (const handle of this.running.values()) handle.stop(how)
  }

  private async readCurves(view: StudyView, result: StudyResult): Promise<StudyResult['curves']> {
    const curves = await resultCurves(this.parts.history(), view.file, { id: result.runId, totalSteps: result.steps })
    this.curves.set(curvesKey(view, result), curves)
    return curves
  }

  private summary({ view, report }: StudyStatus): StudySummary {
    const { id, name, createdAt, file, cells } = view
    const failed = cells.filter(({ state }) => state === 'failed' || state === 'ranking-failed').length
    return { id, name, createdAt, dataset: file.dataset, arms: file.arms.length, seeds: file.seeds.length, done: report.done, failed, total: report.total, running: this.running.has(id) }
  }
}

const toldByRun: ReadonlySet<CellState> = new Set<CellState>(['failed', 'ranking-failed', 'paused'])

const curvesKey = ({ sha256 }: StudyView, { runId }: StudyResult): string => `${sha256} ${runId}`
