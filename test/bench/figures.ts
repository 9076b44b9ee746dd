export interface Times {
  readonly medianMs: number
  readonly p95Ms: number
  readonly largestMs: number
  readonly times: number
}

export function timesOf(milliseconds: readonly number[]): Times {
  const sorted = [...milliseconds].sort((a, b) => a - b)
  const at = (share: number): number => Math.round((sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)] ?? NaN) * 10) / 10
  return { medianMs: at(0.5), p95Ms: at(0.95), largestMs: at(1), times: sorted.length }
}
