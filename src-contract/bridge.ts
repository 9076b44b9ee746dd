/** What preload puts between page and main process. Types and names only, so that the sandboxed script stays tiny. */
import type { RequestName } from './app-api'
import type { JobView, Topic } from './domain/job'
import type { Meters } from './domain/meters'
import type { ErrorData } from './errors'

/** What comes back over IPC: an Error object would lose its code there. */
export type Answer = { readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly error: ErrorData }

export type Push =
  /** Stored state changed; see Topic. Sent at most four times a second. */
  | { readonly kind: 'changed'; readonly topics: readonly Topic[] }
  | { readonly kind: 'jobs'; readonly jobs: readonly JobView[] }
  | { readonly kind: 'meters'; readonly meters: Meters }
  /** An event worth a toast; states belong into views. */
  | { readonly kind: 'notice'; readonly level: 'info' | 'warning' | 'error'; readonly title: string; readonly message: string; readonly runId: string | null }
  /** The window is to be closed while a job is under way: ask the user. */
  | { readonly kind: 'confirm-quit' }
  /** Files were opened with the application: see system.take-opened. */
  | { readonly kind: 'opened' }

/** The only object that preload puts into the page. */
export interface StudioBridge {
  request(name: RequestName, input: unknown): Promise<Answer>
  /** Returns the function that ends it. */
  onPush(listener: (push: Push) => void): () => void
  /** Hands dropped files or folders to the main process; the page never sees a path (see system.drop). */
  offerDropped(files: readonly File[]): Promise<Answer>
}

/** IPC channels. Nothing else is listened to. */
export const channels = { request: 'studio:request', push: 'studio:push' } as const
/** The page's address; the protocol handler and the sender check both use it. */
export const appOrigin = { scheme: 'app', host: 'studio', page: 'app://studio/index.html' } as const
