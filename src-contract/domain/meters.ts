/** Load of the machine, sampled while somebody looks at it. Shares are 0..1; null where this system does not tell. */
export interface Meters {
  readonly cpu: number
  readonly memoryUsedBytes: number
  readonly memoryTotalBytes: number
  /** Resident memory of each worker process; `runId` of the run that it trains or ranks. */
  readonly workers: readonly { readonly runId: string | null; readonly bytes: number }[]
  readonly gpu: { readonly name: string; readonly load: number; readonly memoryUsedBytes: number; readonly memoryTotalBytes: number } | null
}
