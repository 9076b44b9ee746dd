/** An image file that is not taken; the message is the reason that the user reads beside its path. */
export class BadImage extends Error {
  constructor(reason: string) {
    super(reason)
    this.name = 'BadImage'
  }
}

/** What a header says. */
export interface ImageHeader {
  readonly width: number
  readonly height: number
}

/** A whole file whose structure was checked, reduced to what the decoder needs. */
export interface CheckedImage {
  readonly bytes: Uint8Array
  readonly channels: 3 | 4
  /** Things accepted that deserve a look, as clauses that hold for many files alike. */
  readonly notes: readonly string[]
}

export interface ImageFormat {
  /** Whether the first bytes are those of this format. */
  matches(bytes: Buffer): boolean
  /** Throws BadImage. */
  header(bytes: Buffer): ImageHeader
  /** Throws BadImage with what is wrong and at which byte. */
  check(bytes: Buffer): CheckedImage
}

export const trailingNote = 'bytes after the end of the image were ignored'
export const firstFrameNote = 'only the first frame of the animation was taken'
