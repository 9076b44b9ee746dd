import { InvalidArgumentError } from 'commander'
import type { AugmentWish } from '../../../src-contract/domain/train-request'

/** "none", or "flip", "crop" and "crop:P" joined by a comma. */
export function parseAugment(text: string): AugmentWish {
  if (text === 'none') return { flip: false, cropPadding: 0 }
  let flip = false
  let cropPadding: number | null = 0
  for (const part of text.split(',').map((each) => each.trim())) {
    const crop = /^crop(?::([1-9]\d{0,3}))?$/.exec(part)
    if (part === 'flip' && !flip) flip = true
    else if (crop !== null && cropPadding === 0) cropPadding = crop[1] === undefined ? null : Number(crop[1])
    else throw new InvalidArgumentError(`"${part}" is not understood: give none, or flip, crop and crop:P (P pixels of padding) joined by a comma.`)
  }
  return { flip, cropPadding }
}
