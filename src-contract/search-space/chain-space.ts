import { StudioError } from '../errors'
import { countedSpace } from './counted-space'
import type { Architecture, SearchSpace, WeightSpec } from './search-space'
import type { ChainOperation, ChainSpec } from './spec'

/** One searchable layer of a chain. */
export interface ChainLayer {
  /** Stage it belongs to, from 0. */
  readonly stage: number
  readonly inChannels: number
  readonly outChannels: number
  readonly stride: number
  /** Side of the images divided by the side of this layer's input. */
  readonly downsampling: number
  /** Size and channels stay: the block has a residual sum, and the layer may be left out. */
  readonly residual: boolean
}

/** All searchable layers in order; weights `blocks.<i>...` and choices are numbered by position in this list. */
export function chainLayers(spec: ChainSpec): ChainLayer[] {
  const layers: ChainLayer[] = []
  let inChannels = spec.stem
  let downsampling = spec.first.stride
  spec.stages.forEach(({ channels, blocks, stride: first }, stage) => {
    for (let block = 0; block < blocks; block++) {
      const stride = block === 0 ? first : 1
      layers.push({ stage, inChannels, outChannels: channels, stride, downsampling, residual: stride === 1 && inChannels === channels })
      inChannels = channels
      downsampling *= stride
    }
  })
  return layers
}

/** Operations of a layer: identity only where size and channels stay. */
export function layerOperations(spec: ChainSpec, { residual }: ChainLayer): readonly ChainOperation[] {
  return residual ? spec.operations : spec.operations.filter(({ kind }) => kind !== 'identity')
}

export function createChainSpace(spec: ChainSpec, classes: number): SearchSpace {
  const layers = chainLayers(spec)
  return countedSpace({
    id: spec.id,
    title: spec.title,
    choices: layers.map((layer, i) => ({
      name: `layer ${i} (${layer.inChannels} to ${layer.outChannels} channels${layer.stride === 1 ? '' : `, stride ${layer.stride}`})`,
      operations: layerOperations(spec, layer).map(({ name }) => name),
    })),
    weights: chainWeights(spec, layers, classes),
    // No two architectures of a chain compute the same function.
    liveKey: (architecture) => architecture.join(','),
    format: (architecture) => formatChain(spec, layers, architecture),
    example: `|${spec.operations.slice(0, 2).map(({ name }) => name).join('|')}|…`,
    parseString: (text) => parseChain(spec, layers, text),
    checkImageSize: (imageSize) => {
      const least = outputDownsampling(spec)
      if (imageSize < least) {
        throw new StudioError(
          'space-unusable',
          `${spec.title} with these strides needs images of at least ${least} pixels; this data set has ${imageSize}. Import it again with --image-size ${least}, or choose smaller strides.`,
        )
      }
    },
  })
}

/** Side of the images divided by the side of the last layer's output. */
export function outputDownsampling(spec: ChainSpec): number {
  return spec.stages.reduce((product, { stride }) => product * stride, spec.first.stride)
}

function chainWeights(spec: ChainSpec, layers: readonly ChainLayer[], classes: number): WeightSpec[] {
  const pointwise = (name: string, from: number, to: number, downsampling: number, usedBy: WeightSpec['usedBy']): WeightSpec => ({ name, shape: [1, 1, from, to], fanIn: from, counted: true, downsampling, usedBy })
  const depthwise = (name: string, side: number, channels: number, downsampling: number, usedBy: WeightSpec['usedBy']): WeightSpec => ({ name, shape: [side, side, channels, 1], fanIn: side * side, counted: true, downsampling, usedBy })
  const { channels: first, stride } = spec.first
  const weights: WeightSpec[] = [
    { name: 'first.conv', shape: [3, 3, 3, first], fanIn: 27, counted: true, downsampling: stride, usedBy: null },
    depthwise('stem.depthwise', 3, first, stride, null),
    pointwise('stem.project', first, spec.stem, stride, null),
  ]
  layers.forEach((layer, choice) => {
    layerOperations(spec, layer).forEach((operation, number) => {
      if (operation.kind === 'identity') return
      const name = `blocks.${choice}.${operation.name}`
      const wide = layer.inChannels * operation.expansion
      const after = layer.downsampling * layer.stride
      const usedBy = { choice, operation: number }
      weights.push(pointwise(`${name}.expand`, layer.inChannels, wide, layer.downsampling, usedBy))
      weights.push(depthwise(`${name}.depthwise`, operation.kernel, wide, after, usedBy))
      weights.push(pointwise(`${name}.project`, wide, layer.outChannels, after, usedBy))
    })
  })
  weights.push(pointwise('last.conv', layers.at(-1)?.outChannels ?? spec.stem, spec.last, outputDownsampling(spec), null))
  const dense = { fanIn: spec.last, counted: true, downsampling: null, usedBy: null }
  weights.push({ name: 'classifier.weight', shape: [spec.last, classes], ...dense }, { name: 'classifier.bias', shape: [classes], ...dense })
  return weights
}

/** `|k3e6|identity|+|k5e3|…|+…`: stages joined by +, each a list of operations. */
function formatChain(spec: ChainSpec, layers: readonly ChainLayer[], architecture: Architecture): string {
  const names = architecture.map((operation) => spec.operations[operation]?.name ?? '?')
  return spec.stages.map((_, stage) => `|${names.filter((_, i) => layers[i]?.stage === stage).join('|')}|`).join('+')
}

function parseChain(spec: ChainSpec, layers: readonly ChainLayer[], text: string): Architecture | string {
  const groups = text.split('+')
  if (groups.length !== spec.stages.length) return `it needs ${spec.stages.length} stages joined by +, found ${groups.length}`
  const architecture: number[] = []
  for (const [stage, group] of groups.entries()) {
    const names = group.split('|').filter((name) => name !== '')
    const expected = layers.filter((layer) => layer.stage === stage)
    if (names.length !== expected.length) return `stage ${stage + 1} needs ${expected.length} operations, found ${names.length}`
    for (const [position, layer] of expected.entries()) {
      const operation = layerOperations(spec, layer).findIndex(({ name }) => name === names[position])
      if (operation < 0) return `"${names[position] ?? ''}" names no operation of layer ${position + 1} in stage ${stage + 1}`
      architecture.push(operation)
    }
  }
  return architecture
}
