/** Whether TensorFlow finds a GPU and computes right with the fetched libraries. */
import type { GpuCheck, GpuReason } from '../../src-contract/domain/gpu'
import { isStop, StudioError } from '../../src-contract/errors'
import type { DeviceResult } from '../../src-contract/worker-protocol'
import { askDevice, verifyFolder } from '../jobs/plain-jobs'
import { JobQueue } from '../jobs/queue'
import type { JobListener } from '../jobs/studio'
import { bundled } from '../system/locations'
import { stopped } from './child'
import type { ComputeDevice } from './devices'
import { unknownReason, whyNotSaid } from './reason'

export interface DeviceAnswer {
  readonly device: DeviceResult
  /** Why no GPU is used; null where one is. */
  readonly reason: GpuReason | null
}

/** What TensorFlow computes on with a device's libraries, and why not on a GPU. */
export async function askWhy({ reason }: ComputeDevice, ask: (said: (text: string) => void) => Promise<DeviceResult>): Promise<DeviceAnswer> {
  let words = ''
  const device = await ask((text) => {
    words += text
  })
  return { device, reason: device.usesGpu ? null : (reason ?? whyNotSaid(words) ?? unknownReason('')) }
}

/** Replays the golden cases with the libraries of a device. Throws 'gpu-runtime-unusable' where they cannot be loaded. */
export async function checkRuntime(device: ComputeDevice, listener: JobListener, signal: AbortSignal): Promise<GpuCheck> {
  const queue = queueOn(device)
  try {
    const { device: found } = await askWhy(device, (said) => untilStopped(askDevice(queue, listener, said), signal))
    const { cases, passed, failed } = await untilStopped(verifyFolder(queue, bundled.goldenCases(), listener), signal)
    return { at: new Date().toISOString(), onGpu: found.usesGpu, cases, passed, failed }
  } catch (error) {
    if (isStop(error)) throw stopped()
    if (!(error instanceof StudioError) || error.code !== 'worker-died') throw error
    throw new StudioError('gpu-runtime-unusable', `The libraries for GPUs do not work on this machine and are not used: ${error.message}`, error)
  }
}

/** One job at a time on that device, beside whatever else computes. */
export function queueOn({ libraries, gpus }: ComputeDevice): JobQueue {
  return new JobQueue(() => ({ workers: 1, threads: null, gpus, libraries }))
}

async function untilStopped<T>(job: { readonly result: Promise<T>; stop(): void }, signal: AbortSignal): Promise<T> {
  const stop = (): void => job.stop()
  if (signal.aborted) stop()
  signal.addEventListener('abort', stop, { once: true })
  try {
    return await job.result
  } finally {
    signal.removeEventListener('abort', stop)
  }
}
