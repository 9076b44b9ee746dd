import { averageRanks } from './ranks'

/** Pearson's r of two lists of equal length, -1..1; null where a list is constant. All values must be finite. */
export function pearson(x: ArrayLike<number>, y: ArrayLike<number>): number | null {
  // Asked of the values, because the rounding of the mean gives a constant list a tiny variance.
  if (isConstant(x) || isConstant(y)) return null
  const meanX = mean(x)
  const meanY = mean(y)
  let covariance = 0
  let varianceX = 0
  let varianceY = 0
  for (let position = 0; position < x.length; position++) {
    const dx = (x[position] ?? 0) - meanX
    const dy = (y[position] ?? 0) - meanY
    covariance += dx * dy
    varianceX += dx * dx
    varianceY += dy * dy
  }
  if (varianceX === 0 || varianceY === 0) return null
  return clamp(covariance / (Math.sqrt(varianceX) * Math.sqrt(varianceY)))
}

/** Spearman's ρ: Pearson's r of the average ranks; null where a list is constant. */
export function spearman(x: ArrayLike<number>, y: ArrayLike<number>): number | null {
  return pearson(averageRanks(x), averageRanks(y))
}

/**
 * Partial Spearman ρ of x and y given z: (ρxy - ρxz·ρyz) / sqrt((1 - ρxz²)(1 - ρyz²)). Null where a list is constant,
 * or where z alone decides the ranks of x or of y, so that nothing is left to correlate.
 */
export function partialSpearman(x: ArrayLike<number>, y: ArrayLike<number>, z: ArrayLike<number>): number | null {
  const [xRanks, yRanks, zRanks] = [averageRanks(x), averageRanks(y), averageRanks(z)]
  const xy = pearson(xRanks, yRanks)
  const xz = pearson(xRanks, zRanks)
  const yz = pearson(yRanks, zRanks)
  if (xy === null || xz === null || yz === null) return null
  const leftX = 1 - xz * xz
  const leftY = 1 - yz * yz
  // Below this only the rounding of ρ² is left (one exchange of neighbours among 15,625 already leaves 6e-12).
  const nothing = 1e-13
  return leftX < nothing || leftY < nothing ? null : clamp((xy - xz * yz) / Math.sqrt(leftX * leftY))
}

function isConstant(values: ArrayLike<number>): boolean {
  for (let position = 1; position < values.length; position++) {
    if (values[position] !== values[0]) return false
  }
  return true
}

function mean(values: ArrayLike<number>): number {
  let sum = 0
  for (let position = 0; position < values.length; position++) sum += values[position] ?? 0
  return sum / values.length
}

/** Keeps rounding from leaving -1..1. */
function clamp(correlation: number): number {
  return Math.max(-1, Math.min(1, correlation))
}
