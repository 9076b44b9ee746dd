import { Nonzero } from './blocks'
import { damagedPixels } from './markers'

/** Of a coefficient of which nothing was read so far. */
const unread = 255
const coefficients = 64

/** One colour of the picture, and how much of it was read. */
export class Component {
  /** Lowest bit that was read of each coefficient. */
  private readonly lowest = new Uint8Array(coefficients).fill(unread)
  readonly nonzero: Nonzero

  constructor(
    readonly id: number,
    /** In one unit of scans of several colours. */
    readonly blocksPerUnit: number,
    /** In a scan of this colour alone. */
    readonly blocks: number,
    progressive: boolean,
  ) {
    this.nonzero = new Nonzero(progressive ? blocks : 0)
  }

  get isWhole(): boolean {
    return this.lowest.every((bit) => bit === 0)
  }

  /**
   * Notes what a scan brings, and throws BadImage where it does not go on from what there is: with such a scan the same
   * bits would be read any number of times.
   * @param high bit that the scan before ended at, 0 for a first one
   */
  bring(from: number, to: number, high: number, low: number): void {
    for (let k = from; k <= to; k++) {
      const goesOn = high === 0 ? this.lowest[k] === unread : this.lowest[k] === high && low === high - 1
      if (!goesOn) throw damagedPixels()
      this.lowest[k] = low
    }
  }
}

export interface Frame {
  readonly progressive: boolean
  readonly components: readonly Component[]
  /** In scans of several colours. */
  readonly units: number
}

/** @param segment of the frame's marker, without its length */
export function readFrame(marker: number, segment: Buffer): Frame {
  const count = segment[5] ?? 0
  if (count === 0 || segment.length < 6 + 3 * count) throw damagedPixels()
  const [height, width] = [segment.readUInt16BE(1), segment.readUInt16BE(3)]
  const parts = Array.from({ length: count }, (_, i) => {
    const factors = segment[7 + 3 * i] ?? 0
    return { id: segment[6 + 3 * i] ?? 0, across: factors >> 4, down: factors & 15 }
  })
  if (parts.some(({ across, down }) => across < 1 || across > 4 || down < 1 || down > 4)) throw damagedPixels()
  const across = Math.max(...parts.map((part) => part.across))
  const down = Math.max(...parts.map((part) => part.down))
  const blocks = (pixels: number, factor: number, most: number) => Math.ceil(Math.ceil((pixels * factor) / most) / 8)
  const progressive = marker === 0xc2
  const components = parts.map((part) => new Component(part.id, part.across * part.down, blocks(width, part.across, across) * blocks(height, part.down, down), progressive))
  return { progressive, components, units: Math.ceil(width / (8 * across)) * Math.ceil(height / (8 * down)) }
}
