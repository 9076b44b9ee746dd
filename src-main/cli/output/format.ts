/** Figures and tables as people read them. */

export function formatBytes(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB']
  let value = bytes
  let unit = 0
  while (value >= 1000 && unit < units.length - 1) {
    value /= 1000
    unit++
  }
  return `${unit === 0 ? value : value.toFixed(1)} ${units[unit] ?? ''}`
}

export function formatSeconds(seconds: number): string {
  const whole = Math.round(seconds)
  if (whole < 60) return seconds < 10 ? `${seconds.toFixed(1)} s` : `${whole} s`
  const minutes = Math.floor(whole / 60)
  if (minutes < 60) return `${minutes} min ${String(whole % 60).padStart(2, '0')} s`
  return `${Math.floor(minutes / 60)} h ${String(minutes % 60).padStart(2, '0')} min`
}

/** Four significant figures: enough to compare, few enough to read. */
export function formatFigure(value: number | null | undefined): string {
  if (value === null || value === undefined) return '–'
  if (Number.isInteger(value)) return String(value)
  return Math.abs(value) >= 1000 ? value.toFixed(0) : String(Number(value.toPrecision(4)))
}

/** "1 file", "2 files", "0 classes". */
export function formatCount(number: number, one: string, more = `${one}s`): string {
  return `${number} ${number === 1 ? one : more}`
}

/** Correlations: three decimals, as the paper prints them. */
export function formatCorrelation(value: number | null | undefined): string {
  return value === null || value === undefined ? '–' : value.toFixed(3)
}

/** ISO time to the minute, in UTC as it is stored. */
export function formatTime(iso: string): string {
  return iso.slice(0, 16).replace('T', ' ')
}

/** Columns as wide as their widest cell; a column whose name ends in ">" is aligned to the right. */
export function formatTable(columns: readonly string[], rows: readonly (readonly string[])[]): string {
  const titles = columns.map((column) => column.replace(/>$/, ''))
  const widths = titles.map((title, column) => Math.max(width(title), ...rows.map((row) => width(row[column] ?? ''))))
  const line = (cells: readonly string[]): string =>
    widths
      .map((wide, column) => {
        const cell = cells[column] ?? ''
        const space = ' '.repeat(Math.max(0, wide - width(cell)))
        return columns[column]?.endsWith('>') === true ? space + cell : cell + space
      })
      .join('  ')
      .trimEnd()
  return [line(titles), line(widths.map((wide) => '-'.repeat(wide))), ...rows.map(line)].join('\n')
}

/** Name and value a line, values aligned. */
export function formatPairs(pairs: readonly (readonly [name: string, value: string])[]): string {
  const wide = Math.max(...pairs.map(([name]) => width(name)))
  return pairs.map(([name, value]) => `${name}${' '.repeat(wide - width(name))}  ${value}`).join('\n')
}

/** Names come from folders and files, and a terminal obeys control characters. */
export function printable(text: string): string {
  return text.replace(/[\u0000-\u001f\u007f-\u009f]/g, '?')
}

/** The same where a text may have several lines. */
export function printableLines(text: string): string {
  return text.split('\n').map(printable).join('\n')
}

function width(text: string): number {
  return Array.from(text).length
}
