/** Jobs that leave nothing in the history: verify, device and bench. */
import type { BenchCostJob, BenchDataJob, BenchJob } from '../../src-contract/bench-protocol'
import type { DeviceResult, ResultOf, VerifyResult } from '../../src-contract/worker-protocol'
import type { JobHandle, JobQueue } from './queue'
import { defaultCompute, jobOptions, type JobListener } from './studio'

/** Replays golden cases, on a GPU with the operations that have one order of summation. */
export function verifyFolder(queue: JobQueue, folder: string, listener: JobListener): JobHandle<VerifyResult> {
  const threads = queue.share.cores
  return queue.add(() => jobOptions({ kind: 'verify', folder }, { ...defaultCompute(), threads, deterministicGpu: true }, null, listener), { threads, waits: listener.waits })
}

/** What TensorFlow finds on this machine. */
export function askDevice(queue: JobQueue, listener: JobListener): JobHandle<DeviceResult> {
  return queue.add(() => jobOptions({ kind: 'device' }, defaultCompute(), null, listener))
}

/** Any of the benches. */
export function measure<J extends BenchJob | BenchCostJob | BenchDataJob>(queue: JobQueue, bench: J, listener: JobListener): JobHandle<ResultOf<J>> {
  return queue.add(() => jobOptions(bench, { ...defaultCompute(), threads: bench.threads }, null, listener), { threads: bench.threads, alone: true, waits: listener.waits })
}
