import { availableParallelism } from 'node:os'
import type { DeviceResult } from '../../src-contract/worker-protocol'
import { describeDevice } from '../tensor/device'
import { ready } from '../tensor/tensors'

/** What TensorFlow computes on. */
export async function runDeviceJob(): Promise<DeviceResult> {
  await ready()
  const threads = Number(process.env['TF_NUM_INTRAOP_THREADS'] ?? availableParallelism())
  return { kind: 'device', threads, ...describeDevice() }
}
