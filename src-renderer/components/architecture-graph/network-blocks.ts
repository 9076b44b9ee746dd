/** The whole network of an architecture, from stem to classifier, with equal neighbours drawn as one. */
import type { SpaceConfig } from '../../../src-contract/domain/run'
import { cellParts } from '../../../src-contract/search-space/cell-space'
import { createSearchSpace } from '../../../src-contract/search-space/registry'
import { weightElements, type Architecture } from '../../../src-contract/search-space/search-space'

export interface NetworkBlock {
  readonly title: string
  /** Cells that this block stands for. */
  readonly repeats: number
  /** "16 channels", or classes. */
  readonly width: string
  /** Side of what comes out, in pixels; null after the global average. */
  readonly side: number | null
  /** Parameters of the architecture in here, all repeats together. */
  readonly parameters: number
  readonly kind: 'stem' | 'cell' | 'reduction' | 'classifier'
}

export function networkBlocks(config: SpaceConfig, classes: number, imageSize: number, architecture: Architecture): readonly NetworkBlock[] {
  const space = createSearchSpace(config, classes)
  const used = space.used(architecture)
  const parametersOf = (prefix: string): number =>
    space.weights.filter(({ name, counted }) => counted && name.startsWith(prefix) && used.has(name)).reduce((sum, weight) => sum + weightElements(weight), 0)

  const blocks: NetworkBlock[] = [{ title: 'Stem', kind: 'stem', repeats: 1, width: `${config.channels} channels`, side: imageSize, parameters: parametersOf('stem.') }]
  cellParts(config).forEach((part, number) => {
    const block = { width: `${part.outChannels} channels`, side: imageSize / part.downsampling, parameters: parametersOf(`cells.${number}.`) }
    const last = blocks.at(-1)
    if (part.kind === 'cell' && last?.kind === 'cell') {
      blocks[blocks.length - 1] = { ...last, repeats: last.repeats + 1, parameters: last.parameters + block.parameters }
    } else {
      blocks.push({ ...block, title: part.kind === 'cell' ? 'Cell' : 'Reduction', kind: part.kind, repeats: 1 })
    }
  })
  return [...blocks, { title: 'Classifier', kind: 'classifier', repeats: 1, width: `${classes} classes`, side: null, parameters: parametersOf('classifier.') }]
}
