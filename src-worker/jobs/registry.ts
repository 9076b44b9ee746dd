/** The table of contents of the worker: every kind of job and where it is run. Each is loaded only when it is asked for. */
import type { Job, ResultOf } from '../../src-contract/worker-protocol'
import type { JobContext } from './job-context'

type RunJob<J extends Job> = (job: J, context: JobContext) => Promise<ResultOf<J>>

type Registry = { readonly [Kind in Job['kind']]: () => Promise<RunJob<Extract<Job, { kind: Kind }>>> }

const registry: Registry = {
  scan: async () => (await import('./scan-job')).runScanJob,
  'source-check': async () => (await import('./source-check-job')).runSourceCheckJob,
  relocate: async () => (await import('./relocate-job')).runRelocateJob,
  import: async () => (await import('./import-job')).runImportJob,
  train: async () => (await import('./train-job')).runTrainJob,
  rank: async () => (await import('./rank-job')).runRankJob,
  search: async () => (await import('./search-job')).runSearchJob,
  judge: async () => (await import('./judge-job')).runJudgeJob,
  verify: async () => (await import('./verify-job')).runVerifyJob,
  device: async () => (await import('./device-job')).runDeviceJob,
  estimate: async () => (await import('./estimate-job')).runEstimateJob,
  'bench-data': async () => (await import('./bench-data-job')).runBenchDataJob,
  bench: async () => (await import('./bench-job')).runBenchJob,
  'bench-cost': async () => (await import('./bench-cost-job')).runBenchCostJob,
}

export async function runJob<J extends Job>(job: J, context: JobContext): Promise<ResultOf<J>> {
  // The entry of a kind runs jobs of that kind; TypeScript cannot follow that through the union.
  const load = registry[job.kind] as unknown as () => Promise<RunJob<J>>
  const run = await load()
  return run(job, context)
}
