/** T1: values that are not finite stop a training before its next save, whatever they come from. */
import { mkdtempSync, rmSync } from 'node:fs'
import { dirname } from 'node:path'
import * as tf from '@tensorflow/tfjs-node-gpu'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { TrainConfig } from '../../src-contract/domain/run'
import { liveEdges } from '../../src-contract/search-space/cell-space'
import { nasBench201 } from '../../src-contract/search-space/nas-bench-201'
import { openPackedDataset } from '../../src-worker/dataset/packed-dataset'
import { trainBatches } from '../../src-worker/dataset/batches'
import { stepPlanner } from '../../src-worker/strategy/plan-step'
import { createSupernet } from '../../src-worker/supernet/supernet'
import { initialWeights } from '../../src-worker/supernet/weights'
import type { Tensor, Tensor1D, Tensor4D } from '../../src-worker/tensor/backend'
import { sgdStep } from '../../src-worker/tensor/flat-sgd'
import { add } from '../../src-worker/tensor/kernels'
import { fromFloats, imagesTensor, labelsTensor } from '../../src-worker/tensor/tensors'
import { loadNewestCheckpoint, saveCheckpoint } from '../../src-worker/training/checkpoint-store'
import { toCheckpoint } from '../../src-worker/training/run-checkpoint'
import { trainLoop, type LoopParts } from '../../src-worker/training/train-loop'
import { TrainState } from '../../src-worker/training/train-state'
import { recordingContext, rowsOf, smallTraining } from '../helpers/training'
import { Campaign, trials, type Finding } from './harness'

const steps = 25
const every = 5

let small: Awaited<ReturnType<typeof smallTraining>>
beforeAll(async () => {
  small = await smallTraining()
})
afterAll(() => rmSync(dirname(small.datasetFolder), { recursive: true }))

/** The tensor with one element replaced; the given one is disposed. */
function spoil(tensor: Tensor, element: number, value: number): Tensor {
  const values = tensor.dataSync<'float32'>()
  values[element] = value
  tensor.dispose()
  return fromFloats(values, tensor.shape)
}

/** Where a value that is not finite comes in: each changes the parts of the loop for one step. */
const places: Readonly<Record<string, (parts: LoopParts, at: number, value: number) => LoopParts>> = {
  input: (parts, at, value) => ({
    ...parts,
    batch: async (stage, step) => {
      const { images, labels } = await parts.batch(stage, step)
      return { images: step === at ? (spoil(images, 0, value) as Tensor4D) : images, labels }
    },
  }),
  loss: (parts, at, value) => {
    let step = -1
    const { supernet } = parts
    const forward: typeof supernet.forward = (tape, weights, images, architecture) => {
      step += 1
      const logits = supernet.forward(tape, weights, images, architecture)
      return step === at ? add(tape, [logits, tf.fill(logits.shape, value)]) : logits
    }
    return { ...parts, supernet: { ...supernet, forward } }
  },
  gradient: (parts, at, value) =>
    withStep(parts, at, (weights, momentum, gradient, ...rest) => {
      const spoilt = spoil(gradient.clone(), parts.state.layout.entries.get('stem.conv')?.offset ?? 0, value) as Tensor1D
      const next = sgdStep(weights, momentum, spoilt, ...rest)
      spoilt.dispose()
      return next
    }),
  // In a weight that few subnets use, so that the losses may stay finite.
  weights: (parts, at, value) =>
    withStep(parts, at, (...given) => {
      const next = sgdStep(...given)
      const entries = [...parts.state.layout.entries].filter(([name]) => name.startsWith('cells.'))
      return { ...next, weights: spoil(next.weights, entries[0]?.[1].offset ?? 0, value) as Tensor1D }
    }),
  // In a pool that this step does not use, so that the weights stay finite.
  momentum: (parts, at, value) =>
    withStep(parts, at, (weights, momentum, ...rest) => {
      const idle = [0, 1].map((id) => parts.state.pool(id)).find(({ flat }) => flat !== momentum)
      if (idle !== undefined) idle.flat = spoil(idle.flat, 0, value) as Tensor1D
      return sgdStep(weights, momentum, ...rest)
    }),
}

/** The loop with another SGD step at `at`. */
function withStep(parts: LoopParts, at: number, step: typeof sgdStep): LoopParts {
  let number = -1
  return { ...parts, settings: { ...parts.settings, step: (...given) => (++number === at ? step(...given) : sgdStep(...given)) } }
}

const configOf = (): TrainConfig => ({ ...small.config, length: { steps }, momentum: { id: 'separated', splitChoice: 3 } })

/** Steps whose subnet lets the image through; a value that nothing is computed from spoils nothing. */
function stepsWithLiveEdges(): number[] {
  const config = configOf()
  const plan = stepPlanner(config, createSupernet(config.space, config.classes).space, steps)
  const isLive = (step: number) => plan(0, step).subnets.some(({ architecture }) => liveEdges(nasBench201, architecture).some(Boolean))
  return Array.from({ length: steps }, (_, step) => step).filter(isLive)
}

async function spoilAt(place: string, at: number, value: number): Promise<Finding> {
  const config = configOf()
  const supernet = createSupernet(config.space, config.classes)
  const { layout, space } = supernet
  const state = new TrainState(layout, fromFloats(initialWeights(layout, config.seed, 0), [layout.length]) as Tensor1D)
  const dataset = openPackedDataset(small.datasetFolder)
  const batches = trainBatches(dataset, config)
  const folder = mkdtempSync(`${small.datasetFolder}-run-`)
  const context = recordingContext()
  const parts: LoopParts = {
    supernet,
    state,
    settings: { sgd: config.optimizer, inactive: config.inactive },
    plan: stepPlanner(config, space, steps),
    batch: (stage, step) => {
      const { pixels, labels } = batches(stage, step)
      return { images: imagesTensor(pixels, labels.length, config.imageSize), labels: labelsTensor(labels) }
    },
    save: (step) => saveCheckpoint(folder, toCheckpoint(state, { step, totalSteps: steps, config }), 'test'),
    checkpoints: { minutes: 60, steps: every },
    batchSize: config.batch,
  }
  try {
    const ended: unknown = await trainLoop(places[place]?.(parts, at, value) ?? parts, 0, steps, context).catch((error: unknown) => error)
    expect(ended).toMatchObject({ name: 'StudioError', code: 'not-a-number', message: expect.stringMatching(/smaller/) as string })
    const { message } = ended as Error
    const named = Number(/step (\d+)/.exec(message)?.[1])
    expect(named, message).toBeGreaterThanOrEqual(at)
    expect(named, message).toBeLessThan(every * Math.floor(at / every + 1))
    for (const { step, loss } of rowsOf(context.events)) expect(Number.isFinite(loss), `row ${step}`).toBe(true)

    const newest = loadNewestCheckpoint(folder)
    const saved = newest?.checkpoint.step ?? 0
    expect(saved).toBe(every * Math.floor(at / every))
    if (saved > 0) expect(message).toContain(`checkpoint of step ${saved}`)
    for (const [name, { values }] of newest?.checkpoint.tensors ?? []) expect(values.every((one: number) => Number.isFinite(one)), name).toBe(true)
    return { before: { spoilt: at }, after: { saved, message }, lost: 0 }
  } finally {
    state.dispose()
    dataset.close()
  }
}

const count = trials(2, 20)
it(`T1: NaN and infinity in ${Object.keys(places).join(', ')} at ${count} steps each stop before the next save`, { timeout: 1_800_000 }, async () => {
  const campaign = new Campaign('T1')
  const live = stepsWithLiveEdges()
  for (const place of Object.keys(places)) {
    for (const value of [Number.NaN, Infinity]) {
      for (let trial = 0; trial < count; trial++) {
        const at = live[campaign.integer(0, live.length - 1)] ?? 0
        await campaign.fault(`${value} in ${place}`, `step ${at}`, () => spoilAt(place, at, value))
      }
    }
  }
  campaign.end()
})
