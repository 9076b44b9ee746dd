/** Load of the machine, sampled while somebody looks at it. Shares are 0..1; null where this system does not tell. */
export interface Meters {
  readonly cpu: number
  readonly memoryUsedBytes: number
  readonly memoryTotalBytes: number
  /** Resident memory of the worker process of the running job. */
  readonly workerBytes: number | null
  readonly gpu: { readonly name: string; readonly load: number; readonly memoryUsedBytes: number; readonly memoryTotalBytes: number } | null
}
