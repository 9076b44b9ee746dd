/** The wheels that make the runtime, as resources/gpu-runtime/wheels.json pins them. */
import { createHash } from 'node:crypto'
import { join } from 'node:path'
import * as v from 'valibot'
import { readText } from '../system/read-text'
import { bundled } from '../system/locations'

const wheel = v.object({
  name: v.string(),
  version: v.string(),
  /** Name of the file as the registry has it. */
  file: v.pipe(v.string(), v.regex(/^[A-Za-z0-9_.-]+\.whl$/)),
  sha256: v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/)),
  bytes: v.number(),
  /** Of what is unpacked of it. */
  unpackedBytes: v.number(),
  /** Rules for resources/unpack.py. */
  unpack: v.array(v.string()),
})

const wheelList = v.object({
  tensorflow: v.string(),
  cuda: v.string(),
  cudnn: v.string(),
  /** Oldest driver that runs this CUDA. */
  minimumDriver: v.string(),
  wheels: v.pipe(v.array(wheel), v.minLength(1)),
})

export type Wheel = v.InferOutput<typeof wheel>
export type WheelList = v.InferOutput<typeof wheelList>

let known: WheelList | null = null

/** Those that come along; read once. */
export function bundledWheels(): WheelList {
  known ??= v.parse(wheelList, JSON.parse(readText(join(bundled.gpuRuntime(), 'wheels.json'))))
  return known
}

/** Names the folder of a runtime, so that one of other wheels is never taken for it. */
export function runtimeId({ tensorflow, wheels }: WheelList): string {
  const made = wheels.map(({ sha256, unpack }) => [sha256, unpack])
  return `tensorflow-${tensorflow}-cuda-${createHash('sha256').update(JSON.stringify(made)).digest('hex').slice(0, 12)}`
}
