/** What each part of a space file alone cannot say: whether its parts go together. Pure. */
import type { FileProblem } from '../file-schema'
import type { CellOperation, ChainOperation } from './spec'

interface CellParts {
  readonly nodes: number
  readonly edges: readonly { readonly from: number; readonly to: number }[]
  readonly operations: readonly CellOperation[]
}

export function findCellProblem({ nodes, edges, operations }: CellParts): FileProblem | null {
  const last = nodes - 1
  const seen = new Set<string>()
  for (const [edge, { from, to }] of edges.entries()) {
    const at = (reason: string): FileProblem => ({ path: ['edges', edge], reason })
    for (const node of [from, to]) if (node > last) return at(`names node ${node}, and there are nodes 0 to ${last}`)
    if (from === to) return at(`leads from node ${from} to itself`)
    if (from > to) return at(`leads backwards, from node ${from} to node ${to}: edges go to a later node`)
    if (seen.has(`${from} ${to}`)) return at(`is the second from node ${from} to node ${to}`)
    seen.add(`${from} ${to}`)
  }
  // Edges lead forwards, so with these two every node lies on a way from the input to the output.
  for (let node = 1; node <= last; node++) {
    if (edges.some(({ to }) => to === node)) continue
    return { path: ['edges'], reason: node === last ? `do not reach the output, node ${node}` : `give node ${node} no input` }
  }
  for (let node = 0; node < last; node++) {
    if (!edges.some(({ from }) => from === node)) return { path: ['edges'], reason: `lead from node ${node} to nowhere: it does not reach the output` }
  }
  if (operations.length < 2) return { path: ['operations'], reason: 'leave nothing to choose: there must be at least two' }
  if (operations.every(({ kind }) => kind === 'zero')) return { path: ['operations'], reason: 'compute nothing: one of them must be no zero' }
  return findEqualNames(operations)
}

export function findChainProblem({ operations }: { readonly operations: readonly ChainOperation[] }): FileProblem | null {
  const identity = operations.findIndex(({ kind }) => kind === 'identity')
  if (identity >= 0 && identity !== operations.length - 1) {
    return { path: ['operations', identity], reason: 'must be the last operation: layers that change size or channels do without it' }
  }
  if (operations.every(({ kind }) => kind === 'identity')) return { path: ['operations'], reason: 'compute nothing: one of them must be no identity' }
  return findEqualNames(operations)
}

function findEqualNames(operations: readonly { readonly name: string }[]): FileProblem | null {
  const second = operations.findIndex(({ name }, at) => operations.findIndex((other) => other.name === name) < at)
  return second < 0 ? null : { path: ['operations', second, 'name'], reason: `is ${JSON.stringify(operations[second]?.name)}, as an operation before: names are given once` }
}
