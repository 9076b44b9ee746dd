/** The whole network of an architecture, from stem to classifier, with equal neighbours drawn as one. */
import type { SpaceConfig } from '../../../src-contract/domain/run'
import { cellParts } from '../../../src-contract/search-space/cell-space'
import { chainLayers, outputDownsampling } from '../../../src-contract/search-space/chain-space'
import { plannedSpace, spacePlan } from '../../../src-contract/search-space/registry'
import { weightElements, type Architecture } from '../../../src-contract/search-space/search-space'
import type { ChainSpec, SpacePlan } from '../../../src-contract/search-space/spec'

export interface NetworkBlock {
  readonly title: string
  /** Cells or layers that this block stands for. */
  readonly repeats: number
  /** "16 channels", or classes. */
  readonly width: string
  /** Side of what comes out, in pixels; null after the global average. */
  readonly side: number | null
  /** Parameters of the architecture in here, all repeats together. */
  readonly parameters: number
  readonly kind: 'stem' | 'cell' | 'reduction' | 'classifier'
}

type ParametersOf = (prefix: string) => number

export function networkBlocks(config: SpaceConfig, classes: number, imageSize: number, architecture: Architecture): readonly NetworkBlock[] {
  const plan = spacePlan(config)
  const space = plannedSpace(plan, classes)
  const used = space.used(architecture)
  const parametersOf = (prefix: string): number =>
    space.weights.filter(({ name, counted }) => counted && name.startsWith(prefix) && used.has(name)).reduce((sum, weight) => sum + weightElements(weight), 0)
  const body = plan.template === 'cell' ? cellBlocks(plan, imageSize, parametersOf) : chainBlocks(plan.spec, imageSize, parametersOf)
  return [...body, { title: 'Classifier', kind: 'classifier', repeats: 1, width: `${classes} classes`, side: null, parameters: parametersOf('classifier.') }]
}

function cellBlocks(plan: SpacePlan & { readonly template: 'cell' }, imageSize: number, parametersOf: ParametersOf): NetworkBlock[] {
  const blocks: NetworkBlock[] = [{ title: 'Stem', kind: 'stem', repeats: 1, width: `${plan.channels} channels`, side: imageSize, parameters: parametersOf('stem.') }]
  cellParts(plan).forEach((part, number) => {
    const block = { width: `${part.outChannels} channels`, side: imageSize / part.downsampling, parameters: parametersOf(`cells.${number}.`) }
    const last = blocks.at(-1)
    if (part.kind === 'cell' && last?.kind === 'cell') {
      blocks[blocks.length - 1] = { ...last, repeats: last.repeats + 1, parameters: last.parameters + block.parameters }
    } else {
      blocks.push({ ...block, title: part.kind === 'cell' ? 'Cell' : 'Reduction', kind: part.kind, repeats: 1 })
    }
  })
  return blocks
}

function chainBlocks(spec: ChainSpec, imageSize: number, parametersOf: ParametersOf): NetworkBlock[] {
  const layers = chainLayers(spec).map((layer, number) => ({ ...layer, parameters: parametersOf(`blocks.${number}.`) }))
  const side = (downsampling: number): number => Math.ceil(imageSize / downsampling)
  const stages = spec.stages.map(({ channels, blocks }, stage): NetworkBlock => {
    const own = layers.filter((layer) => layer.stage === stage)
    const [first] = own
    const parameters = own.reduce((sum, layer) => sum + layer.parameters, 0)
    return { title: `Stage ${stage + 1}`, kind: 'cell', repeats: blocks, width: `${channels} channels`, side: side((first?.downsampling ?? 1) * (first?.stride ?? 1)), parameters }
  })
  return [
    { title: 'Stem', kind: 'stem', repeats: 1, width: `${spec.stem} channels`, side: side(spec.first.stride), parameters: parametersOf('first.') + parametersOf('stem.') },
    ...stages,
    { title: 'Head', kind: 'stem', repeats: 1, width: `${spec.last} channels`, side: side(outputDownsampling(spec)), parameters: parametersOf('last.') },
  ]
}
