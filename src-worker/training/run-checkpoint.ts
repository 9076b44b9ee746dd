import type { TrainConfig } from '../../src-contract/domain/run'
import { StudioError } from '../../src-contract/errors'
import { flatFromParts, joinParts, partsOf, type WeightLayout } from '../supernet/weights'
import { dispose, toFloats } from '../tensor/tensors'
import type { Checkpoint } from './checkpoint-store'
import type { FileTensor } from './safetensors'
import { TrainState } from './train-state'

/** Weights of stages that are done, each in one vector off the device, by number of the stage. */
export type DoneWeights = ReadonlyMap<number, Float32Array>

/**
 * Copies the state of training off the device: weights and momentum of the stage in training, and the weights of those
 * that are done, whose momentum nothing needs any more. In a run with stages the names begin with `stage<number>/`.
 */
export function toCheckpoint(state: TrainState, facts: { step: number; totalSteps: number; config: TrainConfig }, stage = 0, done: DoneWeights = new Map()): Checkpoint {
  const tensors = new Map<string, FileTensor>()
  const put = (of: number, group: string, flat: Float32Array, names: ReadonlySet<string> | null) => {
    const prefix = facts.config.stages === undefined ? group : `stage${of}/${group}`
    for (const [name, values] of partsOf(state.layout, flat)) {
      if (names === null || names.has(name)) tensors.set(`${prefix}/${name}`, { shape: state.layout.entries.get(name)?.shape ?? [], values })
    }
  }
  for (const [number, flat] of done) put(number, 'weights', flat, null)
  put(stage, 'weights', toFloats(state.weights), null)
  for (const [id, pool] of state.pools) put(stage, `momentum/${id}`, toFloats(pool.flat), pool.names)
  return { ...facts, seen: [...state.seen].sort(), tensors }
}

/** Puts the state of a stage back on the device; tensors that do not fit the supernet are refused by name. */
export function fromCheckpoint(layout: WeightLayout, checkpoint: Checkpoint, stage = 0): TrainState {
  const groups = groupsOf(layout, checkpoint).get(stage) ?? new Map<string, Group>()
  const state = new TrainState(layout, flatFromParts(layout, wholeWeights(layout, checkpoint, groups)), checkpoint.seen)
  for (const [group, members] of groups) {
    if (group === 'weights') continue
    const pool = state.pool(Number(group.slice('momentum/'.length)))
    dispose(pool.flat)
    pool.flat = flatFromParts(layout, members)
    for (const name of members.keys()) pool.names.add(name)
  }
  return state
}

/** The weights of every stage that a checkpoint holds. */
export function weightsByStage(layout: WeightLayout, checkpoint: Checkpoint): Map<number, Float32Array> {
  return new Map([...groupsOf(layout, checkpoint)].map(([stage, groups]) => [stage, joinParts(layout, wholeWeights(layout, checkpoint, groups))]))
}

/** Tensors by the name of their weight. */
type Group = Map<string, Float32Array>

/** By stage (0 where names have none), then `weights` or `momentum/<pool>`. */
function groupsOf(layout: WeightLayout, checkpoint: Checkpoint): Map<number, Map<string, Group>> {
  const stages = new Map<number, Map<string, Group>>()
  for (const [name, { values, shape }] of checkpoint.tensors) {
    const [, stage = '0', group = '', weight = ''] = /^(?:stage(\d+)\/)?(weights|momentum\/\d+)\/(.+)$/.exec(name) ?? []
    const expected = layout.entries.get(weight)
    if (!(values instanceof Float32Array) || expected === undefined || expected.shape.join() !== shape.join()) {
      throw new StudioError('checkpoint-invalid', `The checkpoint of step ${checkpoint.step} holds a tensor ${name} that does not fit this supernet.`)
    }
    const groups = stages.get(Number(stage)) ?? new Map<string, Group>()
    const members = groups.get(group) ?? new Map<string, Float32Array>()
    stages.set(Number(stage), groups.set(group, members.set(weight, values)))
  }
  return stages
}

function wholeWeights(layout: WeightLayout, checkpoint: Checkpoint, groups: ReadonlyMap<string, Group>): Group {
  const weights = groups.get('weights')
  if (weights?.size !== layout.entries.size) throw new StudioError('checkpoint-invalid', `The checkpoint of step ${checkpoint.step} lacks weights of this supernet.`)
  return weights
}
