import { missesGpu } from '../tensor/device'
import type { JobContext } from './job-context'

/** A long job that computes on the processor though a GPU was there before says so, in its log and to the user. */
export function warnWithoutGpu(context: JobContext): void {
  if (missesGpu()) context.emit({ kind: 'log', level: 'warning', message: 'TensorFlow finds no GPU to use: this computes on the processor. Settings, Compute, or `studio gpu status` says why.' })
}
