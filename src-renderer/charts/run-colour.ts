/** One colour for each run, the same in every view: that which the user chose, or one that its number decides. */
import type { MarkedRun } from '../../src-contract/domain/run-table'

/** A custom property of tokens.css, or `#rrggbb` as the user chose it. */
export type Colour = `--${string}` | `#${string}`

/** Number of `--series-N` tokens. */
const seriesColours = 8

/** Runs made one after another, which stand beside each other in most views, differ as far as the colours reach. */
export function runColour({ number, colour }: Pick<MarkedRun, 'number' | 'colour'>): Colour {
  return colour === null ? seriesColour(number - 1) : `#${colour.replace('#', '')}`
}

/** The colours in turn, also for things without a run, such as bands of complexity. */
export function seriesColour(index: number): Colour {
  return `--series-${(index % seriesColours) + 1}`
}

/** For `style:` directives. */
export function cssColour(colour: Colour): string {
  return colour.startsWith('--') ? `var(${colour})` : colour
}

/** For canvases, which know no custom properties; the value of the theme that is shown now. */
export function canvasColour(colour: Colour): string {
  return colour.startsWith('--') ? getComputedStyle(document.documentElement).getPropertyValue(colour).trim() : colour
}
