import * as tf from '@tensorflow/tfjs-node-gpu'
import { eager } from './backend'

/** What TensorFlow runs on, for reports; why no GPU is used where none is. */
export function describeDevice(): { tensorflow: string; tfjs: string; usesGpu: boolean; reason: string } {
  const usesGpu = eager().isUsingGpuDevice
  return {
    tensorflow: (eager().binding as unknown as { TF_Version?: string }).TF_Version ?? 'unknown',
    tfjs: tf.version.tfjs,
    usesGpu,
    reason: usesGpu ? '' : 'the installed TensorFlow library is the CPU build',
  }
}
