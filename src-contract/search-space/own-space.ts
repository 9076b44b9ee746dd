/**
 * Search spaces of users: the content of a space file (docs/search-spaces.md) and everything that is checked of it. A
 * run carries this whole, so that it stays what it was when the file is gone.
 */
import * as v from 'valibot'
import { spaceIds } from '../domain/choices'
import { createCellSpace } from './cell-space'
import { chainLayers, createChainSpace, layerOperations } from './chain-space'
import { childOf, fileProblem, issuePath, list, shown, whole, type FileProblem } from '../file-schema'
import { findCellProblem, findChainProblem } from './own-space-rules'
import { weightElements } from './search-space'
import type { SpacePlan } from './spec'

/** The only version of the format. */
export const spaceFormat = 1

/** Limits of what a file may ask for. */
export const ownLimits = {
  choices: 100,
  /** Numbers in all weights of a supernet without its classifier: they lie in one vector, which TensorFlow must hold in one piece below 2 GB. */
  weights: 250_000_000,
} as const

const name = v.pipe(
  v.string(({ input }) => `must be a text, not ${shown(input)}`),
  v.regex(/^[A-Za-z][A-Za-z0-9._-]{0,59}$/, ({ input }) => `must begin with a letter and have at most 60 letters, digits, dots, dashes and underscores, not ${shown(input)}`),
  v.check((text) => !spaceIds.some((id) => id === text.toLowerCase()), ({ input }) => `is ${shown(input)}, which is a space of the program: choose another`),
)
const description = v.optional(v.pipe(v.string(({ input }) => `must be a text, not ${shown(input)}`), v.maxLength(1000, 'has more than 1000 characters')))
/** Part of weights' names and of the string form of architectures. */
const operationName = v.custom<string>((text) => typeof text === 'string' && /^[A-Za-z][A-Za-z0-9_]{0,39}$/.test(text), ({ input }) => `must begin with a letter and have at most 40 letters, digits and underscores, not ${shown(input)}`)
const kernel = v.picklist([1, 3, 5, 7], ({ input }) => `must be 1, 3, 5 or 7, not ${shown(input)}`)
const poolKernel = v.picklist([3, 5, 7], ({ input }) => `must be 3, 5 or 7, not ${shown(input)}`)
const stride = v.picklist([1, 2], ({ input }) => `must be 1 or 2, not ${shown(input)}`)
const dilation = v.optional(whole(1, 8))
const channels = whole(1, 4096)
const squeezeExcite = v.optional(v.boolean(({ input }) => `must be true or false, not ${shown(input)}`))

const operation = <Kind extends string, Rest extends v.ObjectEntries>(kind: Kind, rest: Rest) => v.strictObject({ name: operationName, kind: v.literal(kind), ...rest })
const unknownKind = (kinds: string) => ({ input }: { readonly input: unknown }): string => `must be one of the operations ${kinds}, not ${shown(kindOf(input))}`

const cellOperation = v.variant(
  'kind',
  [
    operation('zero', {}),
    operation('identity', {}),
    operation('convolution', { kernel, dilation }),
    operation('separable', { kernel, dilation }),
    operation('average-pool', { kernel: poolKernel }),
    operation('max-pool', { kernel: poolKernel }),
  ],
  unknownKind('zero, identity, convolution, separable, average-pool and max-pool'),
)
const chainOperation = v.variant(
  'kind',
  [
    operation('mbconv', { kernel, expansion: whole(1, 12), squeezeExcite }),
    operation('separable', { kernel }),
    operation('convolution', { kernel }),
    operation('identity', {}),
  ],
  unknownKind('mbconv, separable, convolution and identity'),
)
const node = whole(0, 19)
const common = {
  format: v.literal(spaceFormat, ({ input }) => `must be ${spaceFormat}, the only version of the format that this program knows, not ${shown(input)}`),
  name,
  description,
}
const operations = <Item extends v.GenericSchema>(item: Item) => list(item, 1, 20, 'operations')

const cellFile = v.strictObject({
  ...common,
  template: v.literal('cell'),
  channels,
  cells: whole(1, 20),
  nodes: whole(2, 20),
  edges: list(v.strictObject({ from: node, to: node }), 1, ownLimits.choices, 'edges'),
  operations: operations(cellOperation),
})
const chainFile = v.strictObject({
  ...common,
  template: v.literal('chain'),
  first: v.strictObject({ channels, stride }),
  stem: channels,
  stages: list(v.strictObject({ channels, blocks: whole(1, 20), stride }), 1, 20, 'stages'),
  operations: operations(chainOperation),
  head: channels,
})

/** Content of a space file that holds together. Issues have the path of what is wrong. */
export const ownSpaceSchema = v.pipe(
  v.variant('template', [cellFile, chainFile], ({ input }) => `must be cell or chain, not ${shown(kindOf(input, 'template'))}`),
  v.rawCheck(({ dataset, addIssue }) => {
    if (!dataset.typed) return
    const problem = problemOf(dataset.value)
    if (problem !== null) addIssue({ message: problem.reason, path: issuePath(dataset.value, problem.path) })
  }),
)
export type OwnSpace = v.InferOutput<typeof ownSpaceSchema>

function problemOf(space: OwnSpace): FileProblem | null {
  const wrong = space.template === 'cell' ? findCellProblem(space) : findChainProblem(space)
  return wrong ?? findTooMuch(space)
}

function findTooMuch(space: OwnSpace): FileProblem | null {
  const plan = ownPlan(space)
  if (plan.template === 'chain') {
    const layers = chainLayers(plan.spec)
    if (layers.length > ownLimits.choices) return { path: ['stages'], reason: `make ${layers.length} layers; at most ${ownLimits.choices} choices are possible` }
    if (layers.every((layer) => layerOperations(plan.spec, layer).length === 1)) return { path: ['operations'], reason: 'leave nothing to choose: no layer has more than one' }
  }
  const built = plan.template === 'cell' ? createCellSpace(plan.spec, { ...plan, classes: 1 }) : createChainSpace(plan.spec, 1)
  const weights = built.weights.reduce((sum, weight) => sum + weightElements(weight), 0)
  if (weights <= ownLimits.weights) return null
  return { path: [space.template === 'cell' ? 'channels' : 'stages'], reason: `make a supernet of ${Math.round(weights / 1e6)} million weights; at most ${ownLimits.weights / 1e6} million are possible` }
}

/** What the file describes, in the words of the templates. */
export function ownPlan(space: OwnSpace): SpacePlan {
  const named = { id: 'own', title: space.name }
  if (space.template === 'cell') {
    const { channels: width, cells, nodes, edges, operations: own } = space
    return { template: 'cell', channels: width, cells, spec: { ...named, template: 'cell', nodes, edges: edges.map(({ from, to }) => [to, from] as const), operations: own } }
  }
  const { first, stem, stages, head, operations: own } = space
  return { template: 'chain', spec: { ...named, template: 'chain', first, stem, stages, last: head, operations: own, biasCounted: false } }
}

/** Path of the first thing that is wrong with a value, and why; null where it is a space. The path may lead to a key that is not there. */
export function ownSpaceProblem(value: unknown): FileProblem | null {
  return fileProblem(ownSpaceSchema, value, 'a search space')
}

function kindOf(input: unknown, key = 'kind'): unknown {
  return typeof input === 'object' ? childOf(input, key) : input
}
