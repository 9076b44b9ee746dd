import type { LatencyConfig } from '../../src-contract/domain/search'
import type { TrainConfig } from '../../src-contract/domain/run'
import type { Architecture } from '../../src-contract/search-space/search-space'
import type { JobContext } from '../jobs/job-context'
import type { Pause } from '../ranking/evaluate-architectures'
import { createSupernet } from '../supernet/supernet'
import { flatTensor, initialWeights, WeightViews } from '../supernet/weights'
import { dispose, toFloats } from '../tensor/tensors'
import { noiseBatch } from '../training/timed-step'

export interface LatencyMeter {
  /** Milliseconds of one forward pass; null: given up at a pause. */
  readonly measure: (architecture: Architecture, pause: Pause) => Promise<number | null>
  dispose(): void
}

/**
 * Measures subnets of a run on this machine: median of some passes over one batch of noise, after some to warm up, each
 * waited for until its logits are here. Weights are fresh ones: their values do not decide how long a pass takes.
 */
export function latencyMeter(config: Pick<TrainConfig, 'space' | 'classes' | 'imageSize'>, { batch, warmUp, runs }: LatencyConfig, { seconds }: Pick<JobContext, 'seconds'>): LatencyMeter {
  const supernet = createSupernet(config.space, config.classes)
  const flat = flatTensor(initialWeights(supernet.layout, 0, 0))
  const views = new WeightViews(supernet.layout, flat)
  const noise = noiseBatch({ batch, side: config.imageSize, classes: config.classes })
  const pass = (architecture: Architecture): number => {
    const from = seconds()
    const logits = supernet.logits(views, noise.images, architecture)
    toFloats(logits)
    const spent = seconds() - from
    dispose(logits)
    return spent
  }
  return {
    async measure(architecture, pause) {
      const times: number[] = []
      for (let number = 0; number < warmUp + runs; number++) {
        if (!(await pause())) return null
        const spent = pass(architecture)
        if (number >= warmUp) times.push(spent)
      }
      return median(times) * 1000
    },
    dispose() {
      views.dispose()
      dispose(flat, noise.images, noise.labels)
    },
  }
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  const half = Math.floor(sorted.length / 2)
  const upper = sorted[half] ?? NaN
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[half - 1] ?? NaN)) / 2
}
