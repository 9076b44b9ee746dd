/** Jobs that leave nothing in the history: verify, device and bench. */
import type { BenchCostJob, BenchCostResult, BenchDataJob, BenchDataResult, BenchJob, BenchResult } from '../../src-contract/bench-protocol'
import type { DeviceResult, VerifyResult } from '../../src-contract/worker-protocol'
import type { JobHandle, JobQueue } from './queue'
import { defaultCompute, jobOptions, type JobListener } from './studio'

/** Replays golden cases, on a GPU with the operations that have one order of summation. */
export function verifyFolder(queue: JobQueue, folder: string, listener: JobListener): JobHandle<VerifyResult> {
  return queue.add(() => jobOptions({ kind: 'verify', folder }, { ...defaultCompute(), deterministicGpu: true }, null, listener))
}

/** What TensorFlow finds on this machine. */
export function askDevice(queue: JobQueue, listener: JobListener): JobHandle<DeviceResult> {
  return queue.add(() => jobOptions({ kind: 'device' }, defaultCompute(), null, listener))
}

export function measureData(queue: JobQueue, bench: Omit<BenchDataJob, 'kind'>, listener: JobListener): JobHandle<BenchDataResult> {
  return queue.add(() => jobOptions({ kind: 'bench-data', ...bench }, { ...defaultCompute(), threads: bench.threads }, null, listener))
}

export function measure(queue: JobQueue, bench: Omit<BenchJob, 'kind'>, listener: JobListener): JobHandle<BenchResult> {
  return queue.add(() => jobOptions({ kind: 'bench', ...bench }, { ...defaultCompute(), threads: bench.threads }, null, listener))
}

export function measureCost(queue: JobQueue, bench: Omit<BenchCostJob, 'kind'>, listener: JobListener): JobHandle<BenchCostResult> {
  return queue.add(() => jobOptions({ kind: 'bench-cost', ...bench }, { ...defaultCompute(), threads: bench.threads }, null, listener))
}
