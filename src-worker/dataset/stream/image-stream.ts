import { StudioError } from '../../../src-contract/errors'
import type { FileIndex } from '../indexed/index-file'
import type { DecoderPool } from './decoder-pool'
import type { Look } from './decoder-protocol'

/** Images of a batch: slot s gets the first of `candidate(s, 0)`, `candidate(s, 1)`, … that can be decoded. */
export interface Wanted {
  readonly slots: number
  /** Record number. */
  readonly candidate: (slot: number, attempt: number) => number
  /** After so many there is no further candidate. */
  readonly attempts: number
}

/**
 * Loads batches of an indexed set. An image that cannot be decoded is told of once, and the next of the same order takes
 * its place; that depends on the files alone, so it is the same in each resume and for any number of decoders.
 */
export class ImageStream {
  private readonly undecodable = new Set<number>()

  constructor(
    private readonly index: FileIndex,
    private readonly pool: DecoderPool,
    /** Hears of each image that cannot be decoded, by path. */
    private readonly note: (path: string, reason: string) => void,
  ) {}

  /** Fills `target` and answers the record in each slot. */
  async load(target: SharedArrayBuffer, look: Look, wanted: Wanted): Promise<Uint32Array> {
    const attempts = new Uint32Array(wanted.slots)
    const records = new Uint32Array(wanted.slots)
    let open = Array.from({ length: wanted.slots }, (_, slot) => slot)
    while (open.length > 0) {
      for (const slot of open) records[slot] = this.choose(wanted, slot, attempts)
      const images = open.map((slot) => ({ slot, path: this.index.path(records[slot] ?? 0), digest: this.index.digest(records[slot] ?? 0) }))
      const failed = await this.pool.decode(target, look, images)
      for (const { slot, reason } of failed) this.remember(records[slot] ?? 0, reason)
      open = failed.map(({ slot }) => slot)
    }
    return records
  }

  private choose({ candidate, attempts: most }: Wanted, slot: number, attempts: Uint32Array): number {
    for (let attempt = attempts[slot] ?? 0; attempt < most; attempt++) {
      const record = candidate(slot, attempt)
      attempts[slot] = attempt
      if (!this.undecodable.has(record)) return record
    }
    throw new StudioError('image-unreadable', 'None of the images in use can be decoded. Import the folder again.')
  }

  private remember(record: number, reason: string): void {
    if (this.undecodable.has(record)) return
    this.undecodable.add(record)
    this.note(this.index.path(record), reason)
  }
}
