// Small pictures for documents: axes, curves, bars and text as SVG, with a background of their own so that they can be
// read on any page.
const ink = { text: '#1a1d23', muted: '#545c69', grid: '#e3e6eb', surface: '#ffffff' }
export const colours = ['#b87700', '#d4553c', '#b3317f', '#6f32b8', '#1f2f96', '#15803d', '#4b5563']
const font = 'font-family="system-ui, Segoe UI, DejaVu Sans, sans-serif"'

const escaped = (text) => String(text).replaceAll('&', '&amp;').replaceAll('<', '&lt;')
const number = (value) => Number(value.toFixed(1))

export function text(x, y, words, { anchor = 'start', colour = ink.text, size = 12, weight = 400 } = {}) {
  return `<text x="${number(x)}" y="${number(y)}" text-anchor="${anchor}" fill="${colour}" font-size="${size}" font-weight="${weight}">${escaped(words)}</text>`
}

export function picture(width, height, title, parts) {
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" ${font}>`,
    `<title>${escaped(title)}</title>`,
    `<rect width="${width}" height="${height}" rx="8" fill="${ink.surface}"/>`,
    ...parts,
    '</svg>\n',
  ].join('\n')
}

/** Axes in a box; `at` places a pair of values in it. Ticks are [value, word]. */
export function axes({ x: left, y: top, width, height, xs, ys, xName, yName, xTicks, yTicks, log = false }) {
  const share = (value, [from, to], logarithmic) => (logarithmic ? Math.log(value / from) / Math.log(to / from) : (value - from) / (to - from))
  const px = (value) => left + share(value, xs, log) * width
  const py = (value) => top + (1 - share(value, ys, false)) * height
  const parts = [
    ...yTicks.map(([value, word]) => `<line x1="${left}" x2="${left + width}" y1="${number(py(value))}" y2="${number(py(value))}" stroke="${ink.grid}"/>${text(left - 8, py(value) + 4, word, { anchor: 'end', colour: ink.muted })}`),
    ...xTicks.map(([value, word]) => `<line x1="${number(px(value))}" x2="${number(px(value))}" y1="${top}" y2="${top + height}" stroke="${ink.grid}"/>${text(px(value), top + height + 18, word, { anchor: 'middle', colour: ink.muted })}`),
    text(left + width / 2, top + height + 38, xName, { anchor: 'middle' }),
    text(left - 46, top - 12, yName),
  ]
  return { parts, px, py }
}

export function curve({ px, py }, points, colour, { dash = '', width = 2 } = {}) {
  const path = points.map(([x, y], at) => `${at === 0 ? 'M' : 'L'}${number(px(x))} ${number(py(y))}`).join('')
  return `<path d="${path}" fill="none" stroke="${colour}" stroke-width="${width}"${dash === '' ? '' : ` stroke-dasharray="${dash}"`}/>`
}

export function dot({ px, py }, x, y, colour, radius = 3) {
  return `<circle cx="${number(px(x))}" cy="${number(py(y))}" r="${radius}" fill="${colour}"/>`
}

export function bar({ px, py }, from, to, value, colour) {
  const [left, right, top, bottom] = [px(from), px(to), py(value), py(0)]
  return `<rect x="${number(left)}" y="${number(top)}" width="${number(Math.max(1, right - left))}" height="${number(bottom - top)}" fill="${colour}"/>`
}

export function box(x, y, width, height, fill, stroke) {
  return `<rect x="${x}" y="${y}" width="${width}" height="${height}" rx="6" fill="${fill}" stroke="${stroke}"/>`
}

export function arrow(x1, y1, x2, y2, colour) {
  return `<line x1="${number(x1)}" y1="${number(y1)}" x2="${number(x2)}" y2="${number(y2)}" stroke="${colour}" stroke-width="1.5"/>`
}

/** Lines of colour and name, one below the other. */
export function legend(x, y, entries) {
  return entries.map(({ name, colour, dash = '' }, row) => `<line x1="${x}" x2="${x + 22}" y1="${y + row * 19}" y2="${y + row * 19}" stroke="${colour}" stroke-width="2.5"${dash === '' ? '' : ` stroke-dasharray="${dash}"`}/>${text(x + 30, y + row * 19 + 4, name)}`)
}
