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

/**
 * What TensorFlow finds on this machine.
 * @param said hears what it says about GPUs on the way; with the names of libraries that it cannot load
 */
export function askDevice(queue: JobQueue, listener: JobListener, said: (text: string) => void): JobHandle<DeviceResult> {
  return queue.add(() => {
    const options = jobOptions({ kind: 'device' }, defaultCompute(), null, listener)
    return { ...options, environment: { ...options.environment, TF_CPP_MIN_LOG_LEVEL: '0', TF_CPP_VMODULE: 'dso_loader=1' }, said }
  })
}

/** Any of the benches. */
export function measure<J extends BenchJob | BenchCostJob | BenchDataJob>(queue: JobQueue, bench: J, listener: JobListener): JobHandle<ResultOf<J>> {
  return queue.add(() => jobOptions(bench, { ...defaultCompute(), threads: bench.threads }, null, listener), { threads: bench.threads, alone: true, waits: listener.waits })
}
