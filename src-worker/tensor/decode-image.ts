import * as tf from '@tensorflow/tfjs-node-gpu'

/** An image as bytes, rows from the top, channels interleaved. */
export interface RawImage {
  readonly width: number
  readonly height: number
  readonly channels: 1 | 3
  readonly pixels: Uint8Array
}

/** Decodes JPEG, PNG, BMP or the first frame of a GIF to three channels; throws what TensorFlow says where it cannot. */
export function decodeImage(file: Uint8Array): RawImage {
  // tidy wants a tensor for an answer, so the bytes leave it sideways.
  let image: RawImage | undefined
  tf.tidy(() => {
    const decoded = tf.node.decodeImage(file, 3, 'int32', false)
    const [height = 0, width = 0] = decoded.shape.slice(-3)
    image = { width, height, channels: 3, pixels: Uint8Array.from(decoded.dataSync<'int32'>().subarray(0, width * height * 3)) }
  })
  if (image === undefined) throw new Error('the decoder answered nothing')
  return image
}

/**
 * A square of side S in three channels: the shorter side is resized to S (bilinear, half-pixel centres, no
 * antialiasing), then the centre is cut out; grey is copied to all channels.
 */
export function toSquare(image: RawImage, side: number): Uint8Array {
  if (image.width === side && image.height === side) return image.channels === 3 ? image.pixels : greyToColour(image.pixels)
  const cut = tf.tidy(() => {
    const shape: [number, number, number] = [image.height, image.width, image.channels]
    const scale = side / Math.min(image.width, image.height)
    const height = Math.max(side, Math.round(image.height * scale))
    const width = Math.max(side, Math.round(image.width * scale))
    const resized = tf.image.resizeBilinear(tf.tensor3d(image.pixels, shape, 'int32'), [height, width], false, true)
    return tf.round(tf.slice3d(resized, [Math.floor((height - side) / 2), Math.floor((width - side) / 2), 0], [side, side, image.channels]))
  })
  const pixels = Uint8Array.from(cut.dataSync<'float32'>())
  cut.dispose()
  return image.channels === 3 ? pixels : greyToColour(pixels)
}

function greyToColour(grey: Uint8Array): Uint8Array {
  const colour = new Uint8Array(grey.length * 3)
  grey.forEach((value, i) => colour.fill(value, i * 3, i * 3 + 3))
  return colour
}
