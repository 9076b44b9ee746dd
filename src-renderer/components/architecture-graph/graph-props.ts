import type { Architecture } from '../../../src-contract/search-space/search-space'

/** What every picture of an architecture takes, whatever its template. */
export interface GraphProps {
  /** Null: every choice is open (a supernet); choices show their number only. */
  architecture: Architecture | null
  /** The choices are a group of radio buttons. */
  selectable?: boolean
  /** Choice of the space; null when none is. */
  selected?: number | null
  onselect?: (choice: number) => void
  legend?: boolean
  /** What the picture is of, for those who do not see it. */
  label?: string
}

/** Arrow keys move the choice, as in any group of radio buttons; the choice itself where a key takes it, null for other keys. */
export function choiceByKey(key: string, choice: number, choices: number): number | null {
  const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[key]
  if (step !== undefined) return (choice + step + choices) % choices
  return key === ' ' || key === 'Enter' ? choice : null
}
