/** Messages about a wish name its options as the command line does; here they become the form's words. */
import { optionNames, trainSettings, type SettingId } from '../../../src-contract/domain/settings'

const settingIds = Object.keys(optionNames).filter((id): id is SettingId => id in trainSettings)

/** Options whose fields are no numbers of the table. */
const otherWords: readonly (readonly [option: string, word: string])[] = [
  ['--image-size', 'image size'],
  ['--augment', 'Augmentation'],
  ['--method', 'method'],
  ['--form', 'Form'],
  ['--strides', 'Strides'],
  ['--blocks', 'Blocks'],
  ['--space', 'search space'],
  ['--rate', 'schedule'],
  ['--momentum', 'momentum'],
]

/** The field that a message is about: the first option it names. */
export function fieldOf(message: string): SettingId | null {
  const found = settingIds.map((id) => ({ id, at: positionOf(message, optionNames[id]) })).filter(({ at }) => at >= 0)
  return found.sort((a, b) => a.at - b.at)[0]?.id ?? null
}

export function inFormWords(message: string): string {
  const words = [...settingIds.map((id) => [optionNames[id], trainSettings[id].label] as const), ...otherWords]
  return words
    .reduce((text, [option, word]) => text.replaceAll(new RegExp(`${option}(?![\\w-])`, 'g'), word), message)
    .replace(/^([^:]+): (\1)/, '$2')
}

function positionOf(message: string, option: string): number {
  return message.search(new RegExp(`${option}(?![\\w-])`))
}
