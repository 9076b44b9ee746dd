import { random } from '../random'

/**
 * Record numbers of the held-out images of a ranking, batch by batch: a prefix of `order` (seeded and stratified, so
 * the prefix is stratified too), mixed by the ranking's seed, so that a batch is not the prefix's own order again. A
 * remainder below `batch` is dropped unless it is the only batch: statistics of a small batch would give its images
 * another weight than the others have.
 */
export function heldOutBatches(order: ArrayLike<number>, images: number, batch: number, seed: number): Uint32Array[] {
  const count = Math.min(images, order.length)
  const mixed = random('ranking-order', seed).permutation(count).map((position) => order[position] ?? 0)
  const batches: Uint32Array[] = []
  for (let start = 0; start + batch <= count; start += batch) batches.push(mixed.subarray(start, start + batch))
  if (batches.length === 0 && count > 0) batches.push(mixed)
  return batches
}
