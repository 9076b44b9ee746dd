import { StudioError } from '../errors'
import { countedSpace } from './counted-space'
import type { Architecture, SearchSpace, WeightSpec } from './search-space'
import { cellStages, type CellSpec } from './spec'

export interface CellSettings {
  readonly channels: number
  readonly cells: number
  readonly classes: number
}

/** One part of a cell network, in order: a searchable cell or the reduction between two stages. */
export interface CellPart {
  readonly kind: 'cell' | 'reduction'
  readonly inChannels: number
  readonly outChannels: number
  /** Input side divided by this part's output side. */
  readonly downsampling: number
}

/** The parts between stem and classifier; weights `cells.<i>...` are numbered by position in this list. */
export function cellParts({ channels, cells }: Pick<CellSettings, 'channels' | 'cells'>): CellPart[] {
  const parts: CellPart[] = []
  for (let stage = 0; stage < cellStages; stage++) {
    const width = channels * 2 ** stage
    const downsampling = 2 ** stage
    if (stage > 0) parts.push({ kind: 'reduction', inChannels: width / 2, outChannels: width, downsampling })
    for (let cell = 0; cell < cells; cell++) {
      parts.push({ kind: 'cell', inChannels: width, outChannels: width, downsampling })
    }
  }
  return parts
}

/**
 * Which edges compute anything that reaches the output: not `zero`, a source that is not all zeros, and a path from
 * the target to the last node. The others need not be computed; their weights still count as used.
 */
export function liveEdges(spec: CellSpec, architecture: Architecture): boolean[] {
  const computes = spec.edges.map((_, edge) => spec.operations[architecture[edge] ?? 0]?.kind !== 'zero')
  const nonZero = Array.from({ length: spec.nodes }, (_, node) => node === 0)
  for (let node = 1; node < spec.nodes; node++) {
    nonZero[node] = spec.edges.some(([to, from], edge) => to === node && computes[edge] && nonZero[from])
  }
  const reaches = Array.from({ length: spec.nodes }, (_, node) => node === spec.nodes - 1)
  for (let node = spec.nodes - 2; node >= 0; node--) {
    reaches[node] = spec.edges.some(([to, from], edge) => from === node && computes[edge] && reaches[to])
  }
  return spec.edges.map(([to, from], edge) => Boolean(computes[edge] && nonZero[from] && reaches[to]))
}

export function createCellSpace(spec: CellSpec, settings: CellSettings): SearchSpace {
  return countedSpace({
    id: spec.id,
    title: spec.title,
    choices: spec.edges.map(([to, from], edge) => ({
      name: `edge ${edge} (${to}<-${from})`,
      operations: spec.operations.map((operation) => operation.name),
    })),
    weights: cellWeights(spec, settings),
    liveKey: (architecture) => {
      const live = liveEdges(spec, architecture)
      const zero = spec.operations.findIndex((operation) => operation.kind === 'zero')
      return architecture.map((operation, edge) => (live[edge] ? operation : zero)).join(',')
    },
    format: (architecture) => formatCell(spec, architecture),
    example: '|nor_conv_3x3~0|+…',
    parseString: (text) => parseCell(spec, text),
    checkImageSize: (imageSize) => {
      const multiple = 2 ** (cellStages - 1)
      if (imageSize % multiple !== 0) {
        throw new StudioError(
          'space-unusable',
          `${spec.title} needs an image size that is a multiple of ${multiple}; this data set has ${imageSize}. Import it again with --image-size ${Math.ceil(imageSize / multiple) * multiple}.`,
        )
      }
    },
  })
}

function cellWeights(spec: CellSpec, settings: CellSettings): WeightSpec[] {
  const parts = cellParts(settings)
  const kernel = (name: string, side: number, from: number, to: number, downsampling: number, usedBy: WeightSpec['usedBy']): WeightSpec => ({
    name,
    shape: [side, side, from, to],
    fanIn: side * side * from,
    counted: true,
    downsampling,
    usedBy,
  })
  const weights = [kernel('stem.conv', 3, 3, settings.channels, 1, null)]
  parts.forEach((part, i) => {
    const { inChannels, outChannels, downsampling } = part
    if (part.kind === 'reduction') {
      weights.push(kernel(`cells.${i}.conv_a`, 3, inChannels, outChannels, downsampling, null))
      weights.push(kernel(`cells.${i}.conv_b`, 3, outChannels, outChannels, downsampling, null))
      weights.push(kernel(`cells.${i}.shortcut`, 1, inChannels, outChannels, downsampling, null))
      return
    }
    spec.edges.forEach((_, choice) => {
      spec.operations.forEach((operation, number) => {
        if (operation.kind !== 'convolution') return
        const name = `cells.${i}.edges.${choice}.${operation.name}`
        weights.push(kernel(name, operation.kernel, inChannels, outChannels, downsampling, { choice, operation: number }))
      })
    })
  })
  const width = parts.at(-1)?.outChannels ?? settings.channels
  const dense = { fanIn: width, downsampling: null, usedBy: null }
  weights.push({ name: 'classifier.weight', shape: [width, settings.classes], counted: true, ...dense })
  weights.push({ name: 'classifier.bias', shape: [settings.classes], counted: false, ...dense })
  return weights
}

/** `|nor_conv_3x3~0|+|none~0|skip_connect~1|+|…|`: nodes joined by +, each a list of operation~source. */
function formatCell(spec: CellSpec, architecture: Architecture): string {
  const nodes: string[] = []
  for (let node = 1; node < spec.nodes; node++) {
    const incoming = spec.edges.flatMap(([to, from], edge) => {
      return to === node ? [`${spec.operations[architecture[edge] ?? -1]?.name ?? '?'}~${from}`] : []
    })
    nodes.push(`|${incoming.join('|')}|`)
  }
  return nodes.join('+')
}

function parseCell(spec: CellSpec, text: string): Architecture | string {
  const groups = text.split('+')
  if (groups.length !== spec.nodes - 1) return `it needs ${spec.nodes - 1} groups joined by +, found ${groups.length}`
  const architecture: number[] = []
  for (const [edge, [to, from]] of spec.edges.entries()) {
    const entries = (groups[to - 1] ?? '').split('|').filter((entry) => entry !== '')
    const expected = spec.edges.filter(([target]) => target === to).length
    if (entries.length !== expected) return `group ${to} needs ${expected} operations, found ${entries.length}`
    const entry = entries.find((candidate) => candidate.endsWith(`~${from}`))
    if (entry === undefined) return `group ${to} has no operation from node ${from}`
    const operation = spec.operations.findIndex(({ name }) => entry === `${name}~${from}`)
    if (operation < 0) return `"${entry}" names no operation of ${spec.title}`
    architecture[edge] = operation
  }
  return architecture
}
