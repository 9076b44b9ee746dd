import type { TrainConfig } from '../../src-contract/domain/run'
import { StudioError } from '../../src-contract/errors'
import { flatFromParts, partsOf, type WeightLayout } from '../supernet/weights'
import { dispose, toFloats } from '../tensor/tensors'
import type { Checkpoint } from './checkpoint-store'
import type { FileTensor } from './safetensors'
import { TrainState } from './train-state'

/** Copies the state of training off the device. */
export function toCheckpoint(state: TrainState, facts: { step: number; totalSteps: number; config: TrainConfig }): Checkpoint {
  const tensors = new Map<string, FileTensor>()
  const put = (prefix: string, flat: Float32Array, names: ReadonlySet<string> | null) => {
    for (const [name, values] of partsOf(state.layout, flat)) {
      if (names === null || names.has(name)) tensors.set(`${prefix}/${name}`, { shape: state.layout.entries.get(name)?.shape ?? [], values })
    }
  }
  put('weights', toFloats(state.weights), null)
  for (const [id, pool] of state.pools) put(`momentum/${id}`, toFloats(pool.flat), pool.names)
  return { ...facts, seen: [...state.seen].sort(), tensors }
}

/** Puts a checkpoint back on the device; tensors that do not fit the supernet are refused by name. */
export function fromCheckpoint(layout: WeightLayout, checkpoint: Checkpoint): TrainState {
  const groups = new Map<string, Map<string, Float32Array>>()
  for (const [name, { values, shape }] of checkpoint.tensors) {
    const match = /^(weights|momentum\/\d+)\/(.+)$/.exec(name)
    const [, group = '', weight = ''] = match ?? []
    const expected = layout.entries.get(weight)
    if (!(values instanceof Float32Array) || expected === undefined || expected.shape.join() !== shape.join()) {
      throw new StudioError('checkpoint-invalid', `The checkpoint of step ${checkpoint.step} holds a tensor ${name} that does not fit this supernet.`)
    }
    const members = groups.get(group) ?? new Map<string, Float32Array>()
    groups.set(group, members.set(weight, values))
  }
  const weights = groups.get('weights')
  if (weights?.size !== layout.entries.size) throw new StudioError('checkpoint-invalid', `The checkpoint of step ${checkpoint.step} lacks weights of this supernet.`)
  const state = new TrainState(layout, flatFromParts(layout, weights), checkpoint.seen)
  for (const [group, members] of groups) {
    if (group === 'weights') continue
    const pool = state.pool(Number(group.slice('momentum/'.length)))
    dispose(pool.flat)
    pool.flat = flatFromParts(layout, members)
    for (const name of members.keys()) pool.names.add(name)
  }
  return state
}
