import * as tf from '@tensorflow/tfjs-node-gpu'
import { attribute, eager, execute } from './backend'

export type ImageType = 'jpeg' | 'png' | 'gif' | 'bmp'

/** An image as bytes: rows from the top, channels interleaved. */
export interface Pixels {
  readonly width: number
  readonly height: number
  readonly channels: 1 | 3
  readonly data: Uint8Array
}

const decoders: Readonly<Record<ImageType, string>> = { jpeg: 'DecodeJpeg', png: 'DecodePng', gif: 'DecodeGif', bmp: 'DecodeBmp' }

/**
 * Decodes a checked file and fits it into a square of `side` pixels, three channels. tf.node.decodeImage is not used:
 * it casts every pixel to four bytes first, which for a 50-megapixel image is 600 MB instead of 150.
 * Throws an Error with TensorFlow's reason where the file cannot be decoded.
 * @param channels those to ask the decoder for: 4 for a BMP with 32 bits a pixel, else 3
 */
export function decodeToSquare(type: ImageType, bytes: Uint8Array, channels: 3 | 4, side: number): Uint8Array {
  return tf.tidy(() => square(decode(type, bytes, channels), true, side))
}

/** Fits pixels into a square of `side` pixels, three channels; grey is copied to all three. */
export function pixelsToSquare(pixels: Pixels, side: number): Uint8Array {
  const { width, height, channels, data } = pixels
  if (width === side && height === side) return toThreeChannels(data, channels)
  return tf.tidy(() => square(tf.tensor4d(Int32Array.from(data), [1, height, width, channels], 'int32'), false, side))
}

/** A square of three channels as a PNG file. */
export async function encodePng(pixels: Uint8Array, side: number): Promise<Uint8Array> {
  const tensor = tf.tensor3d(pixels, [side, side, 3], 'int32')
  try {
    return await tf.node.encodePng(tensor)
  } finally {
    tensor.dispose()
  }
}

/** A 4-D tensor of bytes; tfjs calls it int32, and only raw operations that name the type may take it. */
function decode(type: ImageType, bytes: Uint8Array, channels: 3 | 4): tf.Tensor {
  let decoded: tf.Tensor
  try {
    const attributes = type === 'gif' ? [] : [attribute.integer('channels', channels)]
    // tfjs takes the bytes of a string tensor as they are; its types only know text.
    decoded = execute(decoders[type], attributes, [tf.scalar(bytes, 'string')])
  } catch (error) {
    throw new Error(decodingReason(error), { cause: error })
  }
  if (decoded.rank === 4) return decoded
  return execute('ExpandDims', [bytesType('T'), attribute.int32('Tdim')], [decoded, tf.scalar(0, 'int32')])
}

/**
 * The central square, scaled with a triangle filter over half-pixel centres: bilinear, and where the image gets
 * smaller the filter widens with the scale (antialiasing), as Pillow and torchvision do.
 */
function square(image: tf.Tensor, isBytes: boolean, side: number): Uint8Array {
  const [, height = 0, width = 0, channels = 0] = image.shape
  if (width === side && height === side) return toThreeChannels(Uint8Array.from(fourByte(image, isBytes).dataSync<'int32'>()), channels)
  const scale = side / Math.min(width, height)
  const attributes = [isBytes ? bytesType('T') : attribute.int32('T'), attribute.text('kernel_type', 'triangle'), attribute.flag('antialias', true)]
  const scaled = execute('ScaleAndTranslate', attributes, [
    image,
    tf.tensor1d([side, side], 'int32'),
    tf.tensor1d([scale, scale]),
    tf.tensor1d([(side - height * scale) / 2, (side - width * scale) / 2]),
  ])
  const rounded = Uint8Array.from(scaled.dataSync<'float32'>(), (value) => Math.max(0, Math.min(255, Math.round(value))))
  return toThreeChannels(rounded, channels)
}

function toThreeChannels(data: Uint8Array, channels: number): Uint8Array {
  if (channels === 3) return data
  const pixels = data.length / channels
  const rgb = new Uint8Array(pixels * 3)
  for (let pixel = 0; pixel < pixels; pixel++) {
    for (let channel = 0; channel < 3; channel++) rgb[3 * pixel + channel] = data[pixel * channels + (channels === 1 ? 0 : channel)] ?? 0
  }
  return rgb
}

/** The binding cannot read bytes back from a tensor, only four-byte numbers. */
function fourByte(image: tf.Tensor, isBytes: boolean): tf.Tensor {
  if (!isBytes) return image
  return execute('Cast', [bytesType('SrcT'), attribute.int32('DstT'), attribute.flag('Truncate', false)], [image])
}

/** TF_UINT8 of TensorFlow's C interface. */
const bytesType = (name: string) => ({ name, type: eager().binding.TF_ATTR_TYPE, value: 4 })

/** TensorFlow's own words without the frame that the binding puts around them. */
function decodingReason(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error)
  return message.replace(/^Invalid TF_Status: \d+\s*Message: /, '').replace(/\s+/g, ' ').trim()
}
