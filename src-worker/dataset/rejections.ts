import { rejectedShown, type RejectedFile } from '../../src-contract/domain/dataset'

/** Files that were not taken: all counted, the first of them with path and reason. */
export class Rejections {
  readonly named: RejectedFile[] = []
  count = 0

  add(path: string, reason: string): void {
    this.count += 1
    if (this.named.length < rejectedShown) this.named.push({ path, reason })
  }
}

/** The first line of what was thrown. */
export function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message.split('\n')[0] ?? error.name : String(error)
}
