import { InvalidArgumentError } from 'commander'
import { jitterSetting, leastAreaSetting } from '../../../src-contract/domain/augment'
import { checkNumber, type NumberSetting } from '../../../src-contract/domain/settings'
import { readNumber } from './number-option'
import type { AugmentWish } from '../../../src-contract/domain/train-request'

export const augmentHelp =
  'none, or joined by commas: flip; for packed data sets crop (padding of an eighth of the side) or crop:P [flip,crop; crop for digits]; for indexed ones resized-crop:A (at least the share A of the picture) and jitter:J (colours change by up to the share J) [flip,resized-crop:0.08,jitter:0.4]'

/** "none", or parts joined by commas; resolve-augment.ts says which of them go with a data set. */
export function parseAugment(text: string): AugmentWish {
  if (text === 'none') return { flip: false, cropPadding: 0 }
  let flip = false
  let cropPadding: number | null = 0
  let leastArea: number | undefined
  let jitter: number | undefined
  for (const part of text.split(',').map((each) => each.trim())) {
    const crop = /^crop(?::([1-9]\d{0,3}))?$/.exec(part)
    const [name, value] = part.split(':')
    if (part === 'flip' && !flip) flip = true
    else if (crop !== null && cropPadding === 0) cropPadding = crop[1] === undefined ? null : Number(crop[1])
    else if (name === 'resized-crop' && leastArea === undefined) leastArea = shareOf(part, value, leastAreaSetting)
    else if (name === 'jitter' && jitter === undefined) jitter = shareOf(part, value, jitterSetting)
    else throw new InvalidArgumentError(`"${part}" is not understood: give ${augmentHelp}.`)
  }
  return { flip, cropPadding, ...(leastArea !== undefined && { leastArea }), ...(jitter !== undefined && { jitter }) }
}

function shareOf(part: string, text: string | undefined, setting: NumberSetting & { readonly default: number }): number {
  if (text === undefined) return setting.default
  const value = readNumber(text)
  const wrong = checkNumber(setting, value)
  if (wrong !== null) throw new InvalidArgumentError(`"${part}" is not understood: ${wrong}.`)
  return value
}
