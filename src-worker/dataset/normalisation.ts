/** (value - mean) / std of each byte: 256 values for the first channel, then for the second and the third. */
export function normalisation(mean: ArrayLike<number>, std: ArrayLike<number>): Float32Array {
  const table = new Float32Array(3 * 256)
  for (let channel = 0; channel < 3; channel++) {
    for (let value = 0; value < 256; value++) table[channel * 256 + value] = (value - (mean[channel] ?? 0)) / (std[channel] ?? 1)
  }
  return table
}

/** Where the pixels of an image go: mirrored or not, then moved by whole pixels. */
export interface Placement {
  readonly mirrored: boolean
  readonly down: number
  readonly right: number
}

/** Neither mirrored nor moved. */
export const inPlace: Placement = { mirrored: false, down: 0, right: 0 }

/**
 * Writes a square of three interleaved channels at an offset: mirrored, then moved with black where nothing is, then
 * normalised by the table. Black is put in before normalisation, so it becomes -mean/std.
 */
export function writeNormalised(target: Float32Array, offset: number, pixels: Uint8Array | Uint8ClampedArray, side: number, table: Float32Array, { mirrored, down, right }: Placement): void {
  let at = offset
  for (let row = 0; row < side; row++) {
    const sourceRow = row + down
    const rowInside = sourceRow >= 0 && sourceRow < side
    for (let column = 0; column < side; column++) {
      const sourceColumn = column + right
      const inside = rowInside && sourceColumn >= 0 && sourceColumn < side
      const from = (sourceRow * side + (mirrored ? side - 1 - sourceColumn : sourceColumn)) * 3
      for (let channel = 0; channel < 3; channel++) target[at++] = table[channel * 256 + (inside ? (pixels[from + channel] ?? 0) : 0)] ?? 0
    }
  }
}
