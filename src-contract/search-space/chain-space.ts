import { StudioError } from '../errors'
import { countedSpace } from './counted-space'
import { classifierWeights, convolutionWeight, depthwiseWeight, part, squeezeExciteWeights, type WeightPlace } from './layer-weights'
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
  const { channels: first, stride } = spec.first
  const fixed = (name: string, downsampling: number): WeightPlace => ({ name, downsampling, usedBy: null })
  return [
    convolutionWeight(fixed('first.conv', stride), 3, 3, first),
    depthwiseWeight(fixed('stem.depthwise', stride), 3, first),
    convolutionWeight(fixed('stem.project', stride), 1, first, spec.stem),
    ...layers.flatMap((layer, choice) =>
      layerOperations(spec, layer).flatMap((operation, number) => operationWeights(operation, layer, `blocks.${choice}.${operation.name}`, { choice, operation: number })),
    ),
    convolutionWeight(fixed('last.conv', outputDownsampling(spec)), 1, layers.at(-1)?.outChannels ?? spec.stem, spec.last),
    ...classifierWeights(spec.last, classes, spec.biasCounted),
  ]
}

function operationWeights(operation: ChainOperation, layer: ChainLayer, name: string, usedBy: WeightSpec['usedBy']): WeightSpec[] {
  const { inChannels, outChannels } = layer
  const before = { name, downsampling: layer.downsampling, usedBy }
  const after = { ...before, downsampling: layer.downsampling * layer.stride }
  switch (operation.kind) {
    case 'identity':
      return []
    case 'convolution':
      return [convolutionWeight(part(after, 'conv'), operation.kernel, inChannels, outChannels)]
    case 'separable':
      return [depthwiseWeight(part(after, 'depthwise'), operation.kernel, inChannels), convolutionWeight(part(after, 'project'), 1, inChannels, outChannels)]
    case 'mbconv': {
      const wide = inChannels * operation.expansion
      return [
        convolutionWeight(part(before, 'expand'), 1, inChannels, wide),
        depthwiseWeight(part(after, 'depthwise'), operation.kernel, wide),
        ...(operation.squeezeExcite === true ? squeezeExciteWeights(after, wide) : []),
        convolutionWeight(part(after, 'project'), 1, wide, outChannels),
      ]
    }
  }
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
