/**
 * The append-only log of a run, one JSON object a line. It holds everything the history holds of the run, so that the
 * run survives the loss of the history file (database/rebuild-run.ts reads it back).
 */
import { closeSync, constants, existsSync, fstatSync, fsyncSync, ftruncateSync, openSync, readSync, writeSync } from 'node:fs'
import { dirname } from 'node:path'
import type { CheckpointRecord, MetricRow, TrainConfig, Versions } from '../../src-contract/domain/run'
import type { ArchitectureFacts } from '../../src-contract/domain/ranking'
import type { TrackedPoint } from '../../src-contract/domain/tracking'
import type { ErrorData } from '../../src-contract/errors'
import { diskError } from './disk-error'
import { makePrivateFolder } from './home-folder'
import { syncPath } from './sync-path'

/** Metric rows as arrays, which makes a log of a million steps half as large: the fields of MetricRow in this order. */
export type LoggedRow = readonly [step: number, stage: number, loss: number, rate: number, complexity: number, pool: number]

export type RunLogEntry =
  /** Rows from `step` on, and checkpoints and tracked points after it, are void from here on. Says all about the run, so each part can stand alone. */
  | {
      readonly kind: 'started'
      readonly run: { readonly id: string; readonly name: string; readonly createdAt: string; readonly versions: Versions }
      readonly step: number
      readonly totalSteps: number
      readonly config: TrainConfig
    }
  | { readonly kind: 'metrics'; readonly rows: readonly LoggedRow[] }
  | { readonly kind: 'checkpoint'; readonly checkpoint: CheckpointRecord }
  /** Architectures that tracked points further down are of, by the SHA-256 of `facts` as JSON. */
  | { readonly kind: 'tracked-list'; readonly list: string; readonly facts: readonly ArchitectureFacts[] }
  /** Accuracy and loss of each architecture of the list, as float64, little-endian, in base64. */
  | { readonly kind: 'tracked'; readonly points: readonly { readonly point: TrackedPoint; readonly list: string; readonly scores: string }[] }
  | { readonly kind: 'log'; readonly level: 'info' | 'warning'; readonly message: string }
  | {
      readonly kind: 'ended'
      readonly state: 'paused' | 'stopped' | 'interrupted' | 'failed' | 'finished'
      readonly finalLoss: number | null
      readonly weightsSha256: string | null
      readonly seconds: number
      readonly error: ErrorData | null
    }

export function loggedRow(row: MetricRow): LoggedRow {
  return [row.step, row.stage, row.loss, row.rate, row.complexity, row.pool]
}

export interface RunLog<Entry = RunLogEntry> {
  /**
   * Makes the entry durable, then runs `commit` (the same fact in the history). If either fails, the log is as before,
   * so both can be tried again. The log goes first: a crash in between leaves it ahead of the history, never behind.
   */
  append(entry: Entry, commit: () => void): void
  close(): void
}

/** Also of other logs of that form. The file is opened by the first append; what a crash left of a last line is then removed. */
export function runLog<Entry extends object = RunLogEntry>(path: string): RunLog<Entry> {
  let file: number | null = null
  let end: number | null = null
  const close = (): void => {
    const open = file
    file = null
    if (open !== null) closeSync(open)
  }
  const write = (entry: Entry): number => {
    file ??= openLog(path)
    end ??= lastLineEnd(file)
    // Also removes what an earlier, failed append left.
    if (fstatSync(file).size !== end) ftruncateSync(file, end)
    const bytes = Buffer.from(`${JSON.stringify({ time: new Date().toISOString(), ...entry })}\n`)
    let written = 0
    while (written < bytes.length) written += writeSync(file, bytes, written, bytes.length - written, end + written)
    fsyncSync(file)
    return end + bytes.length
  }
  return {
    append(entry, commit) {
      let next: number
      try {
        next = write(entry)
      } catch (error) {
        undo()
        throw diskError(error, `The log ${path} of the run cannot be written`)
      }
      try {
        commit()
      } catch (error) {
        undo()
        throw error
      }
      end = next
    },
    close,
  }

  /** Best effort, to give the space back at once: the next append cuts the file again before it writes. */
  function undo(): void {
    try {
      if (file !== null && end !== null) ftruncateSync(file, end)
      // After a failed fsync this descriptor may take later data for safe that is not: never sync it again.
      close()
    } catch (error) {
      file = null
      process.emitWarning(`The log ${path} could not be cut back: ${String(error)}`)
    }
  }
}

function openLog(path: string): number {
  const folder = dirname(path)
  makePrivateFolder(folder)
  const isNew = !existsSync(path)
  const file = openSync(path, constants.O_RDWR | constants.O_CREAT, 0o600)
  if (isNew) for (const parent of [folder, dirname(folder)]) syncPath(parent)
  return file
}

/** Offset just after the last line feed. */
function lastLineEnd(file: number): number {
  const block = Buffer.alloc(65_536)
  let from = fstatSync(file).size
  while (from > 0) {
    const start = Math.max(0, from - block.length)
    const length = readSync(file, block, 0, from - start, start)
    const feed = block.subarray(0, length).lastIndexOf(0x0a)
    if (feed >= 0) return start + feed + 1
    from = start
  }
  return 0
}
