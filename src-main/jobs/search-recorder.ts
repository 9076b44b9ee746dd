import type { SearchRecord } from '../../src-contract/domain/search'
import type { ErrorData } from '../../src-contract/errors'
import type { HistoryWriter, SearchEnd } from '../database/history-api'
import { runLog } from '../system/run-log'
import type { SearchLogEntry } from '../system/search-log'
import { secondsCounter } from './seconds-counter'
import { recorder, unexpected, type JobRecorder } from './run-recorder'

/** `search` as the history has it now; each candidate is in its log before it is in the history. */
export function recordSearch(history: HistoryWriter, search: Pick<SearchRecord, 'id' | 'runId' | 'createdAt' | 'config' | 'checkpointStep'>, logFile: string): JobRecorder {
  const log = runLog<SearchLogEntry>(logFile)
  const { id, runId, createdAt, config } = search
  let isOpen = false
  const counting = secondsCounter()
  const begin = (checkpointStep: number | null): void => {
    const commit = (): void => (checkpointStep === null ? undefined : history.startSearch(id, checkpointStep))
    log.append({ kind: 'started', search: { id, runId, createdAt, config }, checkpointStep }, commit)
    isOpen = true
  }
  const end = (state: SearchEnd['state'], summary: SearchEnd['summary'], error: ErrorData | null): void => {
    if (!isOpen) begin(search.checkpointStep)
    counting((seconds) => log.append({ kind: 'ended', state, summary, error }, () => history.endSearch(id, { state, summary, seconds, error })))
  }
  return recorder({
    event(event) {
      if (event.kind === 'weights') begin(event.step)
      if (event.kind === 'candidates') {
        if (!isOpen) begin(search.checkpointStep)
        const { candidates } = event
        counting((seconds) => log.append({ kind: 'candidates', candidates: [...candidates] }, () => history.addCandidates(id, candidates, seconds)))
      }
    },
    done(result) {
      if (result.kind !== 'search') throw unexpected(result, 'search')
      end(result.state, result.summary, null)
    },
    // A full disk is no fault of the search: once there is room it goes on with the candidates it has.
    failed: (error) => end(error.code === 'disk-full' ? 'interrupted' : 'failed', null, error),
    interrupted: (error) => end('interrupted', null, error),
    close: () => log.close(),
  })
}
