/** (value - mean) / std of each byte: 256 values for the first channel, then for the second and the third. */
export function normalisation(mean: ArrayLike<number>, std: ArrayLike<number>): Float32Array {
  const table = new Float32Array(3 * 256)
  for (let channel = 0; channel < 3; channel++) {
    for (let value = 0; value < 256; value++) table[channel * 256 + value] = (value - (mean[channel] ?? 0)) / (std[channel] ?? 1)
  }
  return table
}
