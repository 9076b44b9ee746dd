import { StudioError } from '../../src-contract/errors'

/** A named float32 or int32 tensor as it stands in a file. */
export interface FileTensor {
  readonly shape: readonly number[]
  readonly values: Float32Array | Int32Array
}

const dtypes = { F32: Float32Array, I32: Int32Array } as const
const largestHeader = 100_000_000

/** Code-point order, the same on every machine. */
export function sortedNames(names: Iterable<string>): string[] {
  return [...names].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)))
}

/** The bytes of a safetensors file in pieces, tensors in code-point order of their names. */
export function encodeSafetensors(tensors: ReadonlyMap<string, FileTensor>): Buffer[] {
  const header: Record<string, { dtype: string; shape: readonly number[]; data_offsets: [number, number] }> = {}
  const pieces: Buffer[] = []
  let offset = 0
  for (const name of sortedNames(tensors.keys())) {
    const tensor = tensors.get(name)
    if (tensor === undefined) continue
    const { values, shape } = tensor
    pieces.push(Buffer.from(values.buffer, values.byteOffset, values.byteLength))
    header[name] = { dtype: values instanceof Float32Array ? 'F32' : 'I32', shape, data_offsets: [offset, offset + values.byteLength] }
    offset += values.byteLength
  }
  const text = Buffer.from(JSON.stringify(header))
  const padded = Buffer.concat([text, Buffer.alloc((8 - (text.length % 8)) % 8, ' ')])
  const length = Buffer.alloc(8)
  length.writeBigUInt64LE(BigInt(padded.length))
  return [length, padded, ...pieces]
}

/** Reads a safetensors file; whatever is wrong with it is a 'safetensors-malformed' that names the file and the tensor. */
export function decodeSafetensors(file: Buffer, source: string): Map<string, FileTensor> {
  const fail = (reason: string): never => {
    throw new StudioError('safetensors-malformed', `${source} is not a usable safetensors file: ${reason}.`)
  }
  if (file.length < 8) fail('it is shorter than its header length')
  const headerLength = Number(file.readBigUInt64LE(0))
  if (headerLength > largestHeader || headerLength < 2 || headerLength + 8 > file.length) fail(`a header of ${headerLength} bytes does not fit`)
  const header = parseHeader(file.subarray(8, 8 + headerLength), fail)
  const data = file.subarray(8 + headerLength)
  const tensors = new Map<string, FileTensor>()
  const ranges: [number, number][] = []
  for (const [name, entry] of Object.entries(header)) {
    if (name === '__metadata__') continue
    const { dtype, shape, start, end } = readEntry(name, entry, fail)
    const size = shape.reduce((product, side) => product * side, 4)
    if (!Number.isSafeInteger(size) || start < 0 || end > data.length || end - start !== size) fail(`tensor ${name} has offsets that do not fit its shape`)
    ranges.push([start, end])
    // A copy, because a view must begin at a multiple of its element size.
    const bytes = new Uint8Array(data.subarray(start, end)).buffer
    tensors.set(name, { shape, values: new dtypes[dtype](bytes) })
  }
  ranges.sort((a, b) => a[0] - b[0])
  const last = ranges.reduce((position, [start, end]) => (start === position ? end : fail('its tensors overlap or leave a hole')), 0)
  if (last !== data.length) fail('bytes are left over at the end')
  return tensors
}

function parseHeader(bytes: Buffer, fail: (reason: string) => never): Record<string, unknown> {
  try {
    const parsed: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
    if (typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed)) return parsed as Record<string, unknown>
  } catch (error) {
    return fail(`its header does not parse (${error instanceof Error ? error.message : String(error)})`)
  }
  return fail('its header is not an object')
}

function readEntry(name: string, entry: unknown, fail: (reason: string) => never): { dtype: keyof typeof dtypes; shape: number[]; start: number; end: number } {
  if (typeof entry !== 'object' || entry === null) return fail(`tensor ${name} is not described`)
  const { dtype, shape, data_offsets: offsets } = entry as Record<string, unknown>
  if (dtype !== 'F32' && dtype !== 'I32') return fail(`tensor ${name} has type ${String(dtype)}; F32 and I32 are read`)
  const isCount = (value: unknown): value is number => typeof value === 'number' && Number.isSafeInteger(value) && value >= 0
  if (!Array.isArray(shape) || !shape.every(isCount)) return fail(`tensor ${name} has no valid shape`)
  if (!Array.isArray(offsets) || offsets.length !== 2 || !offsets.every(isCount)) return fail(`tensor ${name} has no valid offsets`)
  return { dtype, shape, start: offsets[0] as number, end: offsets[1] as number }
}
