import { StudioError } from '../../src-contract/errors'
import type { RejectedFile } from '../../src-contract/domain/dataset'
import { quoted } from './files/shown-name'

/** More rejected files than this, and the folder is not what the user meant; the report would also grow without end. */
const mostRejected = 100_000

/** What an import meets, counted: seen = accepted + rejected + ignored. */
export class Findings {
  accepted = 0
  ignored = 0
  readonly rejected: RejectedFile[] = []
  private readonly sentences: string[] = []
  private readonly notes = new Map<string, { count: number; first: string }>()

  get seen(): number {
    return this.accepted + this.ignored + this.rejected.length
  }

  reject(path: string, reason: string): void {
    this.rejected.push({ path, reason })
    if (this.rejected.length <= mostRejected) return
    const first = this.rejected[0]
    throw new StudioError(
      'dataset-unrecognised',
      `More than ${mostRejected} files cannot be used, so this is hardly the right folder. The first: ${quoted(first?.path ?? '')}: ${first?.reason ?? ''}.`,
    )
  }

  warn(sentence: string): void {
    this.sentences.push(sentence)
  }

  /** A clause that may hold for many images; they are counted together. */
  note(name: string, clause: string): void {
    const note = this.notes.get(clause)
    if (note === undefined) this.notes.set(clause, { count: 1, first: name })
    else note.count++
  }

  warnings(): string[] {
    const counted = [...this.notes].map(([clause, { count, first }]) => `${count} ${count === 1 ? 'image' : 'images'}: ${clause} (first: ${quoted(first)}).`)
    return [...this.sentences, ...counted]
  }
}
