import type { OpenHistory } from './history-api'
import type { Ask } from './queries'
import type { Place } from './socket/owner-file'

/** What a process wants of a history, and where its user finds it. */
export interface OpenedFor {
  readonly purpose: 'work' | 'look'
  readonly place: Place
}

/** An open history with its questions page by page, so that a reader can go on from a page with another connection. */
export interface Opened {
  readonly open: OpenHistory
  readonly ask: Ask
  /** A guest whose host only looks and is gone in a moment. */
  readonly brief: boolean
}
