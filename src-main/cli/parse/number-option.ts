import { InvalidArgumentError, Option } from 'commander'
import { checkNumber, trainSettings, type NumberSetting, type SettingId } from '../../../src-contract/domain/settings'

/** Reads a number as people write it; "0x10", "1e" and " " are not numbers here. */
export function readNumber(text: string): number {
  if (!/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text)) throw new InvalidArgumentError(`"${text}" is not a number.`)
  return Number(text)
}

/** An option for a setting of the table: its meaning, default and limits are what help and errors say. */
export function settingOption(flags: string, setting: NumberSetting): Option {
  const unit = setting.unit === '' ? '' : ` (${setting.unit})`
  const standard = setting.default === null ? '' : ` [${setting.default}]`
  return new Option(flags, `${setting.meaning}${unit}${standard}`).argParser((text: string) => {
    const value = readNumber(text)
    const wrong = checkNumber(setting, value)
    if (wrong !== null) throw new InvalidArgumentError(`${wrong}.`)
    return value
  })
}

export function trainOption(flags: string, id: SettingId): Option {
  return settingOption(flags, trainSettings[id])
}

/** A setting of one command only. */
export function countSetting(label: string, meaning: string, unit: string, min: number, standard: number | null, max = 2 ** 32 - 1): NumberSetting {
  return { label, meaning, unit, default: standard, min, max, integer: true }
}
