/** Numbers and times as people read them, the same in every view. */
import type { Progress } from '../../src-contract/progress'

/** A formatted number with minus signs, which are as wide as its digits, for hyphens. */
export const withMinus = (number: string): string => number.replaceAll('-', '−')

const whole = new Intl.NumberFormat('en')

export const count = (value: number): string => withMinus(whole.format(value))

/** "1 file", "2 files". */
export function many(number: number, one: string, more = `${one}s`): string {
  return `${count(number)} ${number === 1 ? one : more}`
}

/** All digits where they are exact, else a power of ten: sizes of search spaces. */
export function countLarge(value: bigint): string {
  if (value <= Number.MAX_SAFE_INTEGER) return count(Number(value))
  const power = value.toString().length - 1
  return `${(Number(value) / 10 ** power).toFixed(1)} × 10${String(power).replaceAll(/\d/g, (digit) => '⁰¹²³⁴⁵⁶⁷⁸⁹'.charAt(Number(digit)))}`
}

/** 3 significant digits, with k, M, G: parameters, multiply-adds. */
export function short(value: number): string {
  const units = ['', ' k', ' M', ' G', ' T']
  let unit = 0
  let rest = value
  while (Math.abs(rest) >= 1000 && unit < units.length - 1) {
    rest /= 1000
    unit++
  }
  return `${unit === 0 ? count(rest) : withMinus(rest.toPrecision(3))}${units[unit] ?? ''}`
}

export function bytes(value: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB']
  let unit = 0
  let rest = value
  while (rest >= 1000 && unit < units.length - 1) {
    rest /= 1000
    unit++
  }
  return `${unit === 0 ? rest : rest.toPrecision(3)} ${units[unit] ?? ''}`
}

export function duration(seconds: number): string {
  if (seconds < 10) return `${seconds.toFixed(1)} s`
  const rounded = Math.round(seconds)
  if (rounded < 60) return `${rounded} s`
  const minutes = Math.floor(rounded / 60)
  if (minutes < 60) return `${minutes} min ${String(rounded % 60).padStart(2, '0')} s`
  const hours = Math.floor(minutes / 60)
  if (hours < 48) return `${hours} h ${String(minutes % 60).padStart(2, '0')} min`
  return `${Math.floor(hours / 24)} d ${hours % 24} h`
}

/** Three decimals, as the paper prints them; a dash where it is not defined. */
export const correlation = (value: number | null | undefined): string => (value == null ? '–' : withMinus(value.toFixed(3)))

export const percent = (share: number, digits = 1): string => `${(share * 100).toFixed(digits)} %`

const dateTime = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'short' })

const timeOfDay = new Intl.DateTimeFormat('en-GB', { timeStyle: 'medium' })

/** `iso` as stored (UTC), shown in the user's zone. */
export const when = (iso: string): string => dateTime.format(new Date(iso))
/** As `when`, for what happened a moment ago. */
export const clock = (iso: string): string => timeOfDay.format(new Date(iso))

export function describeProgress({ phase, done, total, unit, secondsLeft }: Progress): string {
  const counted = total === null && done === 1 ? unit.replace(/s$/, '') : unit
  const parts = [`${phase} ${count(done)}${total === null ? '' : ` of ${count(total)}`} ${counted}`]
  if (secondsLeft !== null) parts.push(`${duration(secondsLeft)} left`)
  return parts.join(', ')
}

/** A name in running text: marks for right-to-left text inside it do not reach the words around it. */
export const quoted = (name: string): string => `“\u2068${name}\u2069”`

/** "Separated (MS)" within a sentence: "separated (MS)". */
export function inSentence(title: string): string {
  return title.charAt(0).toLowerCase() + title.slice(1)
}
