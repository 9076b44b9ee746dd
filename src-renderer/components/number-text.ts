/** Numbers of the settings table as a person types and reads them. */
import { checkNumber, type NumberSetting } from '../../src-contract/domain/settings'

/** Null where nothing was typed, NaN where it is no number. */
export function numberOf(text: string): number | null {
  const trimmed = text.trim()
  // Number('0x10') and Number('1e999') are numbers to JavaScript only.
  return trimmed === '' ? null : /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(trimmed) ? Number(trimmed) : NaN
}

/** A sentence on what is wrong, or null. */
export function problemOf(setting: NumberSetting, text: string): string | null {
  const value = numberOf(text)
  return value === null ? null : checkNumber(setting, value)
}

/** "default 16, 1 to 256". */
export function describeLimits({ default: usual, min, max }: NumberSetting): string {
  const limits = `${plain(min)} to ${plain(max)}`
  return usual === null ? limits : `default ${plain(usual)}, ${limits}`
}

const plain = (value: number): string => (value >= 10_000 ? value.toLocaleString('en') : String(value))
