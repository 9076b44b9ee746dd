/** Where the nodes, edges and labels of a cell go: layered by dagre, from left to right or from top to bottom. */
import { Graph, layout, type EdgeLabel, type GraphLabel, type NodeLabel, type Point } from '@dagrejs/dagre'
import type { CellSpec } from '../../../src-contract/search-space/spec'
import { operationStyle } from './operation-style'

export interface CellLayout {
  readonly width: number
  readonly height: number
  /** Room for the longest label of an operation with the number of its choice. */
  readonly labelWidth: number
  readonly nodes: readonly { readonly x: number; readonly y: number; readonly label: string }[]
  /** In the order of the space's choices. */
  readonly edges: readonly { readonly path: string; readonly x: number; readonly y: number }[]
}

export const nodeSize = { width: 58, height: 32 } as const
export const labelHeight = 24

export function layoutCell(spec: CellSpec, direction: 'LR' | 'TB'): CellLayout {
  const longest = Math.max(...spec.operations.map((_, operation) => operationStyle(spec.operations, operation).label.length))
  const labelWidth = Math.max(100, 40 + 7 * longest)
  const graph = new Graph<GraphLabel, NodeLabel, EdgeLabel>({ multigraph: true })
  graph.setGraph({ rankdir: direction, nodesep: 26, edgesep: 26, ranksep: direction === 'LR' ? 14 : 30, marginx: 6, marginy: 6 })
  for (let node = 0; node < spec.nodes; node++) graph.setNode(String(node), { ...nodeSize })
  // Between neighbours straight, so that the chain of nodes is the spine of the picture.
  spec.edges.forEach(([to, from], edge) => {
    graph.setEdge(String(from), String(to), { width: labelWidth, height: labelHeight, labelpos: 'c', weight: to - from === 1 ? 8 : 1 }, String(edge))
  })
  layout(graph)
  const { width = 0, height = 0 } = graph.graph()
  return {
    width,
    height,
    labelWidth,
    nodes: Array.from({ length: spec.nodes }, (_, node) => {
      const { x = 0, y = 0 } = graph.node(String(node))
      return { x, y, label: node === 0 ? 'input' : node === spec.nodes - 1 ? 'output' : String(node) }
    }),
    edges: spec.edges.map(([to, from], edge) => {
      const { points = [], x = 0, y = 0 } = graph.edge({ v: String(from), w: String(to), name: String(edge) })
      return { path: smooth(points), x, y }
    }),
  }
}

/** A line through the middles between the points, rounded at the points: it never leaves the room that dagre kept. */
function smooth(points: readonly Point[]): string {
  const [first, ...rest] = points
  if (first === undefined) return ''
  const middle = (a: Point, b: Point): string => `${round((a.x + b.x) / 2)} ${round((a.y + b.y) / 2)}`
  const parts = rest.map((point, number) => {
    const next = rest[number + 1]
    return next === undefined ? `L${round(point.x)} ${round(point.y)}` : `Q${round(point.x)} ${round(point.y)} ${middle(point, next)}`
  })
  return `M${round(first.x)} ${round(first.y)}${parts.join('')}`
}

const round = (value: number): number => Math.round(value * 10) / 10
