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

/** A rectangle of an image in whole pixels. */
export interface Region {
  readonly left: number
  readonly top: number
  readonly width: number
  readonly height: number
}

/**
 * What of an image becomes a square: the central part, once the shorter side is `cover` times that of the square, or
 * a region, whatever its shape.
 */
export type View = { readonly kind: 'centre'; readonly cover: number } | { readonly kind: 'region'; readonly region: Region }

/** The largest square in the middle. */
export const wholeCentre: View = { kind: 'centre', cover: 1 }

/** The decoder refuses the bytes; the message is its reason. No other failure says anything about the file. */
export class DecoderRefusal extends Error {
  constructor(reason: string, cause: unknown) {
    super(reason, { cause })
    this.name = 'DecoderRefusal'
  }
}

const decoders: Readonly<Record<ImageType, string>> = { jpeg: 'DecodeJpeg', png: 'DecodePng', gif: 'DecodeGif', bmp: 'DecodeBmp' }

/**
 * Decodes a checked file and fits a view of it into a square of `side` pixels, three channels. tf.node.decodeImage is not used:
 * it casts every pixel to four bytes first, which for a 50-megapixel image is 600 MB instead of 150.
 * Throws DecoderRefusal where the file is the reason, and TensorFlow's own error otherwise, as where memory is wanting.
 * @param channels those to ask the decoder for: 4 for a BMP with 32 bits a pixel, else 3
 */
export function decodeToSquare(type: ImageType, bytes: Uint8Array, channels: 3 | 4, side: number, view: View): Uint8Array {
  return tf.tidy(() => {
    if (view.kind === 'centre') return square(decode(type, bytes, channels), true, side, view.cover)
    return stretch(decodeRegion(type, bytes, channels, view.region), side)
  })
}

/** Fits pixels into a square of `side` pixels, three channels; grey is copied to all three. */
export function pixelsToSquare(pixels: Pixels, side: number): Uint8Array {
  const { width, height, channels, data } = pixels
  if (width === side && height === side) return toThreeChannels(data, channels)
  return tf.tidy(() => square(tf.tensor4d(Int32Array.from(data), [1, height, width, channels], 'int32'), false, side, 1))
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
  const attributes = type === 'gif' ? [] : [attribute.integer('channels', channels)]
  return decodeWith(decoders[type], attributes, bytes)
}

/** Only a JPEG can be decoded in part. */
function decodeRegion(type: ImageType, bytes: Uint8Array, channels: 3 | 4, { left, top, width, height }: Region): tf.Tensor {
  if (type === 'jpeg') return decodeWith('DecodeAndCropJpeg', [attribute.integer('channels', channels)], bytes, tf.tensor1d([top, left, height, width], 'int32'))
  const begin = tf.tensor1d([0, top, left, 0], 'int32')
  return execute('Slice', [bytesType('T'), attribute.int32('Index')], [decode(type, bytes, channels), begin, tf.tensor1d([1, height, width, channels], 'int32')])
}

function decodeWith(operation: string, attributes: Parameters<typeof execute>[1], bytes: Uint8Array, ...more: tf.Tensor[]): tf.Tensor {
  let decoded: tf.Tensor
  try {
    // tfjs takes the bytes of a string tensor as they are; its types only know text.
    decoded = execute(operation, attributes, [tf.scalar(bytes, 'string'), ...more])
  } catch (error) {
    const reason = refusal(error)
    throw reason === null ? error : new DecoderRefusal(reason, error)
  }
  if (decoded.rank === 4) return decoded
  return execute('ExpandDims', [bytesType('T'), attribute.int32('Tdim')], [decoded, tf.scalar(0, 'int32')])
}

/**
 * The central square, scaled with a triangle filter over half-pixel centres: bilinear, and where the image gets
 * smaller the filter widens with the scale (antialiasing), as Pillow and torchvision do.
 */
function square(image: tf.Tensor, isBytes: boolean, side: number, cover: number): Uint8Array {
  const [, height = 0, width = 0, channels = 0] = image.shape
  if (width === side && height === side && cover === 1) return toThreeChannels(Uint8Array.from(fourByte(image, isBytes).dataSync<'int32'>()), channels)
  const scale = (side * cover) / Math.min(width, height)
  return scaled(image, isBytes, side, [scale, scale], [(side - height * scale) / 2, (side - width * scale) / 2])
}

/** All of an image as a square, with the same filter. */
function stretch(image: tf.Tensor, side: number): Uint8Array {
  const [, height = 0, width = 0] = image.shape
  return scaled(image, true, side, [side / height, side / width], [0, 0])
}

function scaled(image: tf.Tensor, isBytes: boolean, side: number, scale: readonly [number, number], move: readonly [number, number]): Uint8Array {
  const attributes = [isBytes ? bytesType('T') : attribute.int32('T'), attribute.text('kernel_type', 'triangle'), attribute.flag('antialias', true)]
  const result = execute('ScaleAndTranslate', attributes, [image, tf.tensor1d([side, side], 'int32'), tf.tensor1d([...scale]), tf.tensor1d([...move])])
  const values = result.dataSync<'float32'>()
  const rounded = new Uint8Array(values.length)
  // A loop, since a mapping function takes longer than the decoding.
  for (let at = 0; at < values.length; at++) rounded[at] = Math.max(0, Math.min(255, Math.round(values[at] ?? 0)))
  return toThreeChannels(rounded, result.shape[3] ?? 0)
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

/** TensorFlow's words where it calls its input invalid (TF_INVALID_ARGUMENT), without the frame that the binding puts around them; else null. */
function refusal(error: unknown): string | null {
  const words = error instanceof Error ? /^Invalid TF_Status: 3\s*Message: ([^]*)$/.exec(error.message)?.[1] : undefined
  return words === undefined ? null : words.replace(/\s+/g, ' ').trim()
}

/** A JPEG with the picture of another one, scaled to another size: what stands for a photograph where there is none. */
export async function resizedJpeg(jpeg: Uint8Array, width: number, height: number): Promise<Uint8Array> {
  const picture = tf.tidy(() => tf.image.resizeBilinear(tf.node.decodeJpeg(jpeg, 3), [height, width]).round().cast<tf.Tensor3D>('int32'))
  try {
    return await tf.node.encodeJpeg(picture, 'rgb', 90)
  } finally {
    picture.dispose()
  }
}
