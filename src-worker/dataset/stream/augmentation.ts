import type { Region, View } from '../../tensor/images'
import type { Random } from '../../random'

/** Resize of the shorter side to 256/224 of the square, whose centre is then cut out, as is usual for ImageNet. */
export const evaluationView: View = { kind: 'centre', cover: 256 / 224 }

/** Tries before the central part is taken, as torchvision does. */
const tries = 10
const shapes = { narrowest: 3 / 4, widest: 4 / 3 }

/** A part of the picture of random size, shape and place: an area from `leastArea` to all of it, its shape from 3:4 to 4:3. */
export function randomRegion(draw: Random, width: number, height: number, leastArea: number): Region {
  const [narrowest, widest] = [Math.log(shapes.narrowest), Math.log(shapes.widest)]
  for (let attempt = 0; attempt < tries; attempt++) {
    const area = width * height * (leastArea + draw.uniform() * (1 - leastArea))
    const shape = Math.exp(narrowest + draw.uniform() * (widest - narrowest))
    const [w, h] = [Math.round(Math.sqrt(area * shape)), Math.round(Math.sqrt(area / shape))]
    if (w < 1 || h < 1 || w > width || h > height) continue
    return { top: draw.integer(height - h + 1), left: draw.integer(width - w + 1), width: w, height: h }
  }
  const w = Math.max(1, Math.min(width, Math.round(height * shapes.widest)))
  const h = Math.max(1, Math.min(height, Math.round(width / shapes.narrowest)))
  return { left: Math.floor((width - w) / 2), top: Math.floor((height - h) / 2), width: w, height: h }
}

/**
 * Changes brightness, contrast and saturation in random order, each by a factor from 1 - strength to 1 + strength.
 * Values are rounded and clamped to bytes after each, as where images are kept as bytes.
 * @param pixels three channels, interleaved; changed in place
 */
export function jitterColours(draw: Random, pixels: Uint8ClampedArray, strength: number): void {
  const operations = [brighten, contrast, saturate]
  const order = draw.permutation(operations.length)
  const factors = operations.map(() => 1 - strength + 2 * strength * draw.uniform())
  for (const which of order) operations[which]?.(pixels, factors[which] ?? 1)
}

function brighten(pixels: Uint8ClampedArray, factor: number): void {
  for (let at = 0; at < pixels.length; at++) pixels[at] = (pixels[at] ?? 0) * factor
}

/** Away from or towards the mean grey of the picture. */
function contrast(pixels: Uint8ClampedArray, factor: number): void {
  let sum = 0
  for (let at = 0; at < pixels.length; at += 3) sum += grey(pixels, at)
  const rest = (1 - factor) * Math.round(sum / (pixels.length / 3))
  for (let at = 0; at < pixels.length; at++) pixels[at] = (pixels[at] ?? 0) * factor + rest
}

/** Away from or towards each pixel's own grey. */
function saturate(pixels: Uint8ClampedArray, factor: number): void {
  for (let at = 0; at < pixels.length; at += 3) {
    const rest = (1 - factor) * grey(pixels, at)
    for (let channel = at; channel < at + 3; channel++) pixels[channel] = (pixels[channel] ?? 0) * factor + rest
  }
}

/** Luma of ITU-R 601. */
function grey(pixels: Uint8ClampedArray, at: number): number {
  return 0.299 * (pixels[at] ?? 0) + 0.587 * (pixels[at + 1] ?? 0) + 0.114 * (pixels[at + 2] ?? 0)
}
