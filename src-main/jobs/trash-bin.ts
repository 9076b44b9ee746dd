import { StudioError } from '../../src-contract/errors'
import type { TrashEmptied } from '../../src-contract/domain/run-table'
import { undoableMs } from '../../src-contract/domain/undo'
import type { HistoryWriter } from '../database/history-api'

export interface TrashBinOptions {
  readonly history: () => HistoryWriter
  /** Whether a job works with the run: its folder must stay where it is. */
  readonly inUse: (runId: string) => boolean
  readonly emptied: (freed: TrashEmptied) => void
  readonly failed: (error: unknown) => void
}

/** Deleted runs: they can be asked for again for a while after the last deletion, then their space is given back. */
export class TrashBin {
  private timer: NodeJS.Timeout | null = null

  constructor(private readonly options: TrashBinOptions) {}

  /** Throws 'bad-argument', with nothing deleted, when one of the runs is under way. */
  delete(ids: readonly string[]): void {
    const busy = ids.find((id) => this.options.inUse(id))
    if (busy !== undefined) throw new StudioError('bad-argument', `Run ${busy} is being worked on: stop that before deleting it.`)
    this.options.history().deleteRuns(ids)
    this.emptyIn(undoableMs)
  }

  undo(ids: readonly string[]): void {
    this.options.history().undoDelete(ids)
  }

  /** When the history is opened nobody can take back what an earlier session deleted. */
  emptySoon(): void {
    this.emptyIn(0)
  }

  /** Before the history is closed. */
  close(): void {
    if (this.timer === null) return
    clearTimeout(this.timer)
    this.empty()
  }

  private emptyIn(milliseconds: number): void {
    if (this.timer !== null) clearTimeout(this.timer)
    this.timer = setTimeout(() => this.empty(), milliseconds)
  }

  private empty(): void {
    this.timer = null
    try {
      const freed = this.options.history().emptyTrash()
      if (freed.runs > 0) this.options.emptied(freed)
    } catch (error) {
      this.options.failed(error)
    }
  }
}
