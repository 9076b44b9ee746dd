/**
 * Golden cases: recorded training steps with the state before and after each. Replaying them tells whether this machine
 * computes what the reference computed; see docs/verify.md for the format.
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { StudioError } from '../../src-contract/errors'
import { decodeSafetensors, type FileTensor } from '../training/safetensors'

export interface GoldenStep {
  readonly t: number
  readonly architectures: readonly (readonly number[])[]
  readonly pool: number
  readonly losses: readonly number[]
  readonly learning_rate: number
  readonly seen_before: readonly string[]
}

export interface GoldenConfig {
  readonly method: string
  readonly lr_policy: string
  readonly momentum_policy: string
  readonly lr: number
  readonly momentum: number
  readonly weight_decay: number
  readonly clip_norm: number
  readonly gamma_max: number
  readonly total_steps: number
}

export interface GoldenCase {
  readonly name: string
  readonly space: Readonly<Record<string, unknown>> & { readonly kind: string }
  readonly config: GoldenConfig
  readonly steps: readonly GoldenStep[]
  readonly eval_architectures: readonly (readonly number[])[]
  readonly tensors: ReadonlyMap<string, FileTensor>
}

/** Reads `<name>.json` and `<name>.safetensors` of a folder; 'case-malformed' names file and field. */
export function readCase(folder: string, name: string): GoldenCase {
  const path = join(folder, `${name}.json`)
  const fail = (reason: string, cause?: unknown): never => {
    throw new StudioError('case-malformed', `${path}: ${reason}.`, cause)
  }
  let json: unknown
  try {
    json = JSON.parse(readFileSync(path, 'utf8'))
  } catch (error) {
    return fail('it cannot be read as JSON', error)
  }
  if (!isRecord(json)) return fail('it is not an object')
  const { space, config, steps, eval_architectures: evaluated } = json
  if (!isRecord(space) || typeof space['kind'] !== 'string') return fail('field "space" needs a "kind"')
  if (!isRecord(config)) return fail('field "config" is missing')
  for (const field of ['method', 'lr_policy', 'momentum_policy']) if (typeof config[field] !== 'string') return fail(`field "config.${field}" is missing`)
  for (const field of ['lr', 'momentum', 'weight_decay', 'clip_norm', 'gamma_max', 'total_steps']) if (typeof config[field] !== 'number') return fail(`field "config.${field}" is missing`)
  if (!Array.isArray(steps) || !steps.every(isStep)) return fail('field "steps" needs t, architectures, pool, losses, learning_rate and seen_before in each entry')
  if (!Array.isArray(evaluated)) return fail('field "eval_architectures" is missing')
  const file = join(folder, `${name}.safetensors`)
  let bytes: Buffer
  try {
    bytes = readFileSync(file)
  } catch (error) {
    return fail(`its tensors ${file} cannot be read`, error)
  }
  return {
    name,
    space: space as GoldenCase['space'],
    config: config as unknown as GoldenConfig,
    steps: steps as GoldenStep[],
    eval_architectures: evaluated as number[][],
    tensors: decodeSafetensors(bytes, file),
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function isStep(step: unknown): boolean {
  return (
    isRecord(step) &&
    typeof step['t'] === 'number' &&
    typeof step['pool'] === 'number' &&
    typeof step['learning_rate'] === 'number' &&
    Array.isArray(step['architectures']) &&
    Array.isArray(step['losses']) &&
    Array.isArray(step['seen_before'])
  )
}

/** A tensor of the case; missing ones are named. */
export function tensorOf(golden: GoldenCase, name: string): FileTensor {
  const tensor = golden.tensors.get(name)
  if (tensor === undefined) throw new StudioError('case-malformed', `Case ${golden.name} has no tensor ${name}.`)
  return tensor
}

/** The tensors below a prefix, by the rest of their names. */
export function tensorsBelow(golden: GoldenCase, prefix: string): Map<string, Float32Array> {
  const found = new Map<string, Float32Array>()
  for (const [name, { values }] of golden.tensors) {
    if (name.startsWith(prefix) && values instanceof Float32Array) found.set(name.slice(prefix.length), values)
  }
  return found
}
