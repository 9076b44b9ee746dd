/**
 * Writes what a worker reports into the history and, for a run, its log. Whoever owns the worker hands every event of
 * it to a recorder and answers the returned number with `recorded`; it also says when the process is gone, and a job
 * that had not ended by then is interrupted.
 */
import type { ArchitectureFacts } from '../../src-contract/domain/ranking'
import type { RunRecord } from '../../src-contract/domain/run'
import { StudioError, type ErrorData } from '../../src-contract/errors'
import type { JobEvent, JobReport, JobResult } from '../../src-contract/worker-protocol'
import { dirname } from 'node:path'
import type { HistoryWriter, RunEnd } from '../database/history-api'
import { packPoint } from '../database/tracked-pack'
import { keepReserve, spendReserve } from '../system/disk-reserve'
import { freeBytes } from '../system/free-space'
import { checkpointBytes } from './checkpoint-size'
import { loggedRow, runLog } from '../system/run-log'
import { secondsCounter } from './seconds-counter'

export interface JobRecorder {
  /**
   * Returns the sequence number that is now durable, null for an end event. When it throws ('disk-full', ...), nothing
   * of the event is stored and it can be given again.
   */
  record(event: JobReport): number | null
  /** The process is gone. Without an end event before it, the job is interrupted; `error` may say why. */
  exited(error: ErrorData | null): void
}

/** What differs between jobs; the order of events and the single end are the same for all. */
export interface Sink {
  event(event: JobEvent): void
  done(result: JobResult): void
  failed(error: ErrorData): void
  interrupted(error: ErrorData | null): void
  close(): void
}

/**
 * `run` as the history has it now; `logFile` is `runs/<id>/log.jsonl` of its home folder. A run that stops while
 * `pausing` is paused, and so is one that met a full disk: it goes on once there is room.
 */
export function recordRun(history: HistoryWriter, run: RunRecord, logFile: string, pausing: () => boolean = () => false): JobRecorder {
  const folder = dirname(logFile)
  const log = runLog(logFile)
  /** Lists of architectures that this part of the run has told the log of. */
  const listed = new Set<string>()
  let startedAt: number | null = null
  const seconds = (): number => (startedAt === null ? 0 : (performance.now() - startedAt) / 1000)
  const end = (how: RunEnd): void => log.append({ kind: 'ended', ...how }, () => history.endRun(run.id, how))
  const broken = { finalLoss: null, weightsSha256: null }
  const endBroken = (state: 'failed' | 'interrupted', error: ErrorData | null): void => {
    if (error?.code !== 'disk-full') {
      end({ ...broken, state, seconds: seconds(), error })
      return
    }
    spendReserve(folder)
    end({ ...broken, state: 'paused', seconds: seconds(), error: withSpace(error, run, folder) })
  }
  return recorder({
    event(event) {
      switch (event.kind) {
        case 'started': {
          const { kind, ...start } = event
          const { id, name, createdAt, versions } = run
          log.append({ kind, run: { id, name, createdAt, versions }, ...start }, () => history.startRun(run.id, start))
          startedAt = performance.now()
          keepReserve(folder)
          return
        }
        case 'metrics':
          if (event.rows.length > 0) log.append({ kind: 'metrics', rows: event.rows.map(loggedRow) }, () => history.addMetrics(run.id, event.rows))
          return
        case 'checkpoint':
          log.append(event, () => history.addCheckpoint(run.id, event.checkpoint))
          return
        case 'tracked': {
          const points = event.tables.map(packPoint)
          for (const { list } of points) {
            if (listed.has(list.sha256)) continue
            log.append({ kind: 'tracked-list', list: list.sha256, facts: JSON.parse(list.facts) as ArchitectureFacts[] }, () => {})
            listed.add(list.sha256)
          }
          const entries = points.map(({ point, list, scores }) => ({ point, list: list.sha256, scores: scores.toString('base64') }))
          log.append({ kind: 'tracked', points: entries }, () => history.addTracked(run.id, points))
          return
        }
        case 'log':
          log.append(event, () => {})
          return
        case 'progress':
        case 'weights':
        case 'scores':
        case 'candidates':
        case 'case':
          return
      }
    },
    done(result) {
      if (result.kind !== 'train') throw unexpected(result, 'train')
      const { finalLoss, weightsSha256 } = result
      const state = result.state === 'stopped' && pausing() ? 'paused' : result.state
      end({ state, finalLoss, weightsSha256, seconds: result.seconds, error: null })
    },
    failed: (error) => endBroken('failed', error),
    interrupted: (error) => endBroken('interrupted', error),
    close() {
      log.close()
      spendReserve(folder)
    },
  })
}

/** What is missing, in numbers: a checkpoint is the largest thing that a run writes. */
function withSpace(error: ErrorData, run: RunRecord, folder: string): ErrorData {
  const needed = checkpointBytes(run.config)
  const message = `${error.message} The run is paused: its next checkpoint needs ${needed} bytes and ${freeBytes(folder)} are free. Free some space, then resume it.`
  return { ...error, message }
}

export function recordRanking(history: HistoryWriter, rankingId: string): JobRecorder {
  const counting = secondsCounter()
  const endBroken = (state: 'failed' | 'interrupted', error: ErrorData | null): void => counting((seconds) => history.endRanking(rankingId, { state, rows: null, summary: null, seconds, error }))
  return recorder({
    event(event) {
      if (event.kind === 'weights') history.startRanking(rankingId, event.step)
      if (event.kind === 'scores') counting((seconds) => history.addScores(rankingId, event.scores, seconds))
    },
    done(result) {
      if (result.kind !== 'rank') throw unexpected(result, 'rank')
      const { state, rows, summary } = result
      counting((seconds) => history.endRanking(rankingId, { state, rows, summary, seconds, error: null }))
    },
    // A full disk is no fault of the ranking: once there is room it goes on with the scores it has.
    failed: (error) => endBroken(error.code === 'disk-full' ? 'interrupted' : 'failed', error),
    interrupted: (error) => endBroken('interrupted', error),
    close: () => {},
  })
}

export function recorder(sink: Sink): JobRecorder {
  let ended = false
  const endWith = (work: () => void): void => {
    if (ended) return
    work()
    ended = true
    sink.close()
  }
  return {
    record(event) {
      switch (event.kind) {
        case 'event':
          if (ended) throw new StudioError('internal', `A job reported "${event.event.kind}" after its end.`)
          sink.event(event.event)
          return event.sequence
        case 'done':
          endWith(() => sink.done(event.result))
          return null
        case 'failed':
          endWith(() => sink.failed(event.error))
          return null
      }
    },
    exited: (error) => endWith(() => sink.interrupted(error)),
  }
}

export function unexpected(result: JobResult, wanted: string): StudioError {
  return new StudioError('internal', `A ${wanted} job ended with the result of a ${result.kind} job.`)
}
