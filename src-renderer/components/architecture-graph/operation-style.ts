/** How operations look and what they are called, the same in every picture and legend. */
import type { CellOperation, ChainOperation } from '../../../src-contract/search-space/spec'
import { cssColour, seriesColour } from '../../charts/run-colour'

export type Operation = CellOperation | ChainOperation

export interface OperationStyle {
  /** Short enough for an edge: "conv 3×3". */
  readonly label: string
  /** A colour of tokens.css. */
  readonly colour: string
  /** SVG dash pattern: tells operations apart where colours cannot. Empty: a whole line. */
  readonly dash: string
  readonly width: number
}

const dashes = ['', '9 4', '2 4', '12 4 3 4'] as const

/** `operation` is the number in the space's list, which decides colour and dash. */
export function operationStyle(operations: readonly Operation[], operation: number): OperationStyle {
  const found = operations[operation]
  if (found === undefined) return { label: '?', colour: 'var(--muted)', dash: '', width: 1.5 }
  const label = operationLabel(found).replace('average pool', 'avg').replace('max pool', 'max')
  if (found.kind === 'zero') return { label, colour: 'var(--border-strong)', dash: '1.5 4', width: 1.5 }
  const kernel = kernelOf(found)
  const number = operations.slice(0, operation).filter(({ kind }) => kind !== 'zero').length
  return {
    label,
    colour: cssColour(seriesColour(number)),
    dash: kernel !== null ? '' : (dashes[1 + (number % (dashes.length - 1))] ?? ''),
    width: kernel !== null ? 1 + kernel * 0.75 : 2,
  }
}

/** Side of the kernel of an operation with weights; null for the others. */
export function kernelOf(operation: Operation): number | null {
  return operation.kind === 'convolution' || operation.kind === 'separable' || operation.kind === 'mbconv' ? operation.kernel : null
}

/** As people say it. */
export function operationLabel(operation: Operation): string {
  switch (operation.kind) {
    case 'zero':
      return 'none'
    case 'identity':
      return 'skip'
    case 'convolution':
    case 'separable': {
      const dilation = 'dilation' in operation ? (operation.dilation ?? 1) : 1
      return `${operation.kind === 'separable' ? 'sep' : 'conv'} ${operation.kernel}×${operation.kernel}${dilation === 1 ? '' : ` d${dilation}`}`
    }
    case 'mbconv':
      return `MB${operation.expansion} ${operation.kernel}×${operation.kernel}${operation.squeezeExcite === true ? ' SE' : ''}`
    case 'average-pool':
      return `average pool ${operation.kernel}×${operation.kernel}`
    case 'max-pool':
      return `max pool ${operation.kernel}×${operation.kernel}`
  }
}
