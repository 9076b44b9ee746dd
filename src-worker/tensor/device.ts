import * as tf from '@tensorflow/tfjs-node-gpu'
import { gpuExpected } from '../../src-contract/worker-protocol'
import { eager } from './backend'

/** What TensorFlow runs on, for reports. */
export function describeDevice(): { tensorflow: string; tfjs: string; usesGpu: boolean } {
  return {
    tensorflow: (eager().binding as unknown as { TF_Version?: string }).TF_Version ?? 'unknown',
    tfjs: tf.version.tfjs,
    usesGpu: eager().isUsingGpuDevice,
  }
}

/** A GPU was to be used, and TensorFlow found none when it was loaded. */
export function missesGpu(): boolean {
  return process.env[gpuExpected] === '1' && !eager().isUsingGpuDevice
}
