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
  const label = found.kind === 'average-pool' ? `avg ${found.kernel}×${found.kernel}` : operationLabel(found)
  if (found.kind === 'zero') return { label, colour: 'var(--border-strong)', dash: '1.5 4', width: 1.5 }
  const solid = found.kind === 'convolution' || found.kind === 'mbconv'
  const number = operations.slice(0, operation).filter(({ kind }) => kind !== 'zero').length
  return {
    label,
    colour: cssColour(seriesColour(number)),
    dash: solid ? '' : (dashes[1 + (number % (dashes.length - 1))] ?? ''),
    width: solid ? 1 + found.kernel * 0.75 : 2,
  }
}

/** As people say it. */
export function operationLabel(operation: Operation): string {
  switch (operation.kind) {
    case 'zero':
      return 'none'
    case 'identity':
      return 'skip'
    case 'convolution':
      return `conv ${operation.kernel}×${operation.kernel}`
    case 'mbconv':
      return `MB${operation.expansion} ${operation.kernel}×${operation.kernel}`
    case 'average-pool':
      return `average pool ${operation.kernel}×${operation.kernel}`
  }
}
