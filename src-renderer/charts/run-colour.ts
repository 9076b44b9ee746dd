/** One colour for each run, the same in every view: that which the user chose, or one that its id decides. */

/** A custom property of tokens.css, or `#rrggbb` as the user chose it. */
export type Colour = `--${string}` | `#${string}`

/** Number of `--series-N` tokens. */
const seriesColours = 8

/** `chosen`: the colour among the run's marks; null for none. */
export function runColour(runId: string, chosen: string | null = null): Colour {
  return chosen === null ? seriesColour(hash(runId)) : `#${chosen.replace('#', '')}`
}

/** The colours in turn, for things without an id, such as bands of complexity. */
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

/** FNV-1a: neighbouring ids get unlike colours. */
function hash(text: string): number {
  let value = 0x811c9dc5
  for (const character of text) value = Math.imul(value ^ (character.codePointAt(0) ?? 0), 0x01000193)
  return value >>> 0
}
