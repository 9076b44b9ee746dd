/** How often a fault is tried: `npm test` at the counts written in the tests, a campaign at FAULT_COUNT times as many. */
export const faultCount = Number(process.env['FAULT_COUNT'] ?? 1)

export function atCount(count: number): number {
  return Math.max(1, Math.round(count * faultCount))
}
