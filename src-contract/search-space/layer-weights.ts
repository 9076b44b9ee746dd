/** The weight tensors of layers, the same in both templates. */
import type { WeightSpec } from './search-space'

/** Whose weight it is and where it is applied. */
export type WeightPlace = Pick<WeightSpec, 'name' | 'downsampling' | 'usedBy'>

export function part(place: WeightPlace, name: string): WeightPlace {
  return { ...place, name: `${place.name}.${name}` }
}

/** Kernel HWIO of a `side` x `side` convolution. */
export function convolutionWeight(place: WeightPlace, side: number, from: number, to: number): WeightSpec {
  return { ...place, shape: [side, side, from, to], fanIn: side * side * from, counted: true }
}

/** Kernel HWC1: each channel with its own. */
export function depthwiseWeight(place: WeightPlace, side: number, channels: number): WeightSpec {
  return { ...place, shape: [side, side, channels, 1], fanIn: side * side, counted: true }
}

/** Channels between the two layers of squeeze-and-excitation: a quarter, rounded up. Ours: the paper has a sixteenth. */
export const squeezedChannels = (channels: number): number => Math.ceil(channels / 4)

/** Applied once to the mean of an image, without biases. */
export function squeezeExciteWeights(place: WeightPlace, channels: number): WeightSpec[] {
  const once = { ...place, downsampling: null }
  const squeezed = squeezedChannels(channels)
  return [
    { ...part(once, 'squeeze'), shape: [channels, squeezed], fanIn: channels, counted: true },
    { ...part(once, 'excite'), shape: [squeezed, channels], fanIn: squeezed, counted: true },
  ]
}

export function classifierWeights(from: number, classes: number, biasCounted: boolean): WeightSpec[] {
  const place = { fanIn: from, downsampling: null, usedBy: null }
  return [
    { name: 'classifier.weight', shape: [from, classes], counted: true, ...place },
    { name: 'classifier.bias', shape: [classes], counted: biasCounted, ...place },
  ]
}
