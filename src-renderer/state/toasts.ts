/** Events worth a toast. States (what runs, what failed) belong into views, where they stay. */
import { toast } from 'svelte-sonner'
import { undoMs } from '../../src-contract/domain/undo'
import { toErrorData } from '../../src-contract/errors'

export function tell(message: string): void {
  toast(message)
}

export function tellWithUndo(message: string, undo: () => Promise<void>): void {
  // On a clock of our own: a toast's stops while the pointer is over it, but what was deleted goes in time all the same.
  const shown = toast(message, { duration: Infinity, action: { label: 'Undo', onClick: () => void attempt(undo) } })
  setTimeout(() => toast.dismiss(shown), undoMs)
}

/** What the main process reports on its own, such as a job that failed. */
export function tellNotice({ level, title, message }: { readonly level: 'info' | 'warning' | 'error'; readonly title: string; readonly message: string }): void {
  toast[level](title, { description: message, duration: level === 'info' ? 5000 : 12_000 })
}

/** What the user has to have seen, such as a history that was restored. */
export function tellUntilClosed(title: string, message: string): void {
  toast.warning(title, { description: message, duration: Infinity })
}

export function tellError(error: unknown): void {
  toast.error(toErrorData(error).message, { duration: 12_000 })
}

/** The one place where an action's failure is shown. Answers whether it went well. */
export async function attempt(work: () => Promise<void> | void): Promise<boolean> {
  try {
    await work()
    return true
  } catch (error) {
    tellError(error)
    return false
  }
}
