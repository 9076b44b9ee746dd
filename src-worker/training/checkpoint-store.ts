import { createHash } from 'node:crypto'
import { closeSync, existsSync, fsyncSync, mkdirSync, openSync, readFileSync, readdirSync, renameSync, rmSync, writevSync } from 'node:fs'
import { basename, join } from 'node:path'
import type { CheckpointRecord, TrainConfig } from '../../src-contract/domain/run'
import { diskErrorCode, StudioError, systemErrorCode, type ErrorCode } from '../../src-contract/errors'
import { checkpointsKept } from '../../src-contract/worker-protocol'
import { syncPath } from '../sync-path'
import { decodeSafetensors, encodeSafetensors, sortedNames, type FileTensor } from './safetensors'

/**
 * A checkpoint as it is kept: tensors `weights/<name>` and `momentum/<pool>/<name>`, below `stage<number>/` in a run with
 * stages, and what the manifest adds.
 */
export interface Checkpoint {
  readonly step: number
  readonly totalSteps: number
  readonly config: TrainConfig
  /** Names of the weights that some step of the stage in training has used. */
  readonly seen: readonly string[]
  readonly tensors: ReadonlyMap<string, FileTensor>
}

interface Manifest extends Omit<Checkpoint, 'tensors'> {
  readonly format: 1
  readonly studio: string
  readonly datasetFingerprint: string
  readonly bytes: number
  readonly sha256: string
  readonly weightsSha256: string
}

const stateFile = 'state.safetensors'
const manifestFile = 'manifest.json'

export function checkpointsFolder(runFolder: string): string {
  return join(runFolder, 'checkpoints')
}

/** SHA-256 over the weights in code-point order of names: UTF-8 name, a zero byte, little-endian float32 values. */
export function weightsSha256(weights: ReadonlyMap<string, FileTensor['values']>): string {
  const hash = createHash('sha256')
  for (const name of sortedNames(weights.keys())) {
    const values = weights.get(name)
    if (values === undefined) continue
    hash.update(name).update(Buffer.of(0)).update(Buffer.from(values.buffer, values.byteOffset, values.byteLength))
  }
  return hash.digest('hex')
}

/** All weights by name; those of a stage are called `stage<number>/<name>`. */
export function weightsOf(checkpoint: Pick<Checkpoint, 'tensors'>): Map<string, FileTensor['values']> {
  return new Map(
    [...checkpoint.tensors].flatMap(([name, { values }]) => {
      const [, stage, weight] = /^(stage\d+\/)?weights\/(.+)$/.exec(name) ?? []
      return weight === undefined ? [] : [[`${stage ?? ''}${weight}`, values] as const]
    }),
  )
}

/**
 * Saves durably: each file is written beside its place, synced, renamed, and its folder synced; the manifest, which
 * makes the checkpoint valid, comes last. Older ones are removed only after that. A failed sync is never repeated on
 * the same file: the whole save is tried once more with new files, since the kernel may have dropped what it held.
 */
export function saveCheckpoint(runFolder: string, checkpoint: Checkpoint, studio: string): CheckpointRecord {
  const parent = checkpointsFolder(runFolder)
  const folder = join(parent, String(checkpoint.step))
  const pieces = encodeSafetensors(checkpoint.tensors)
  const { step, totalSteps, config, seen, tensors } = checkpoint
  const manifest: Manifest = {
    format: 1,
    studio,
    step,
    totalSteps,
    config,
    seen,
    datasetFingerprint: checkpoint.config.datasetFingerprint,
    bytes: pieces.reduce((sum, piece) => sum + piece.length, 0),
    sha256: pieces.reduce((hash, piece) => hash.update(piece), createHash('sha256')).digest('hex'),
    weightsSha256: weightsSha256(weightsOf({ tensors })),
  }
  const attempt = (number: number) => {
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    writeDurably(folder, stateFile, pieces, number)
    // The names of this folder and, at the first save, of the one around it must be durable too.
    for (const above of [parent, runFolder]) syncPath(above)
    writeDurably(folder, manifestFile, [Buffer.from(JSON.stringify(manifest))], number)
  }
  try {
    attempt(1)
  } catch (error) {
    if (systemErrorCode(error) !== 'EIO') throw saveError(error, folder, manifest.bytes)
    try {
      attempt(2)
    } catch (again) {
      throw saveError(again, folder, manifest.bytes)
    }
  }
  try {
    removeOthers(parent, step)
  } catch (error) {
    const { code, reason } = diskFault(error)
    throw new StudioError(code, `The checkpoint in ${folder} is saved, but an older one beside it could not be removed: ${reason}. Mend that, then resume the run.`, error)
  }
  return { step, path: folder, bytes: manifest.bytes, weightsSha256: manifest.weightsSha256 }
}

function diskFault(error: unknown): { code: ErrorCode; reason: string } {
  const code = diskErrorCode(error) ?? 'disk-failed'
  return { code, reason: code === 'disk-full' ? 'the disk is full' : code === 'permission-denied' ? 'the folder may not be written' : 'the disk reported an error' }
}

function saveError(error: unknown, folder: string, bytes: number): StudioError {
  const { code, reason } = diskFault(error)
  return new StudioError(code, `The checkpoint of ${bytes} bytes could not be saved in ${folder}: ${reason}. Earlier checkpoints are intact; make room or mend the disk, then resume the run.`, error)
}

function writeDurably(folder: string, name: string, pieces: readonly Buffer[], attempt: number): void {
  const temporary = join(folder, `${name}.tmp-${attempt}`)
  const file = openSync(temporary, 'w', 0o600)
  try {
    for (const piece of pieces) {
      for (let rest = piece; rest.length > 0; ) rest = rest.subarray(writevSync(file, [rest]))
    }
    fsyncSync(file)
  } catch (error) {
    closeSync(file)
    rmSync(temporary, { force: true })
    throw error
  }
  closeSync(file)
  renameSync(temporary, join(folder, name))
  syncPath(folder)
}

/** Steps that have a checkpoint folder, newest first. */
function storedSteps(parent: string): number[] {
  if (!existsSync(parent)) return []
  return readdirSync(parent)
    .filter((name) => /^\d{1,15}$/.test(name))
    .map(Number)
    .sort((a, b) => b - a)
}

/**
 * Keeps the checkpoint of `saved` and those just before it. One of a later step is damaged, else the run would have gone
 * on from it: counted as kept it would cost a whole one.
 */
function removeOthers(parent: string, saved: number): void {
  const complete = storedSteps(parent).filter((step) => existsSync(join(parent, String(step), manifestFile)))
  const kept = complete.filter((step) => step <= saved).slice(0, checkpointsKept)
  for (const step of complete.filter((one) => !kept.includes(one))) {
    // What makes it valid goes first: half of it must not look whole.
    rmSync(join(parent, String(step), manifestFile), { force: true })
    rmSync(join(parent, String(step)), { recursive: true, force: true })
  }
}

/** Removes what a killed save left behind: temporary files and folders without a manifest. */
export function sweepUnfinished(runFolder: string): void {
  const parent = checkpointsFolder(runFolder)
  for (const step of storedSteps(parent)) {
    const folder = join(parent, String(step))
    if (!existsSync(join(folder, manifestFile))) rmSync(folder, { recursive: true, force: true })
    else for (const name of readdirSync(folder)) if (name.includes('.tmp-')) rmSync(join(folder, name), { force: true })
  }
}

/**
 * The newest checkpoint that is whole, by its SHA-256, or, before it, that of the step `preferred`; damaged ones are
 * passed over and named in `rejected`. Null when there is none at all.
 */
export function loadNewestCheckpoint(runFolder: string, preferred?: number): { checkpoint: Checkpoint; weightsSha256: string; rejected: readonly string[] } | null {
  const parent = checkpointsFolder(runFolder)
  const rejected: string[] = []
  const steps = storedSteps(parent)
  for (const step of [...steps.filter((one) => one === preferred), ...steps.filter((one) => one !== preferred)]) {
    const folder = join(parent, String(step))
    if (!existsSync(join(folder, manifestFile))) continue
    try {
      const { checkpoint, manifest } = loadCheckpoint(folder)
      return { checkpoint, weightsSha256: manifest.weightsSha256, rejected }
    } catch (error) {
      rejected.push(error instanceof Error ? error.message : String(error))
    }
  }
  if (rejected.length > 0) throw new StudioError('checkpoint-invalid', `No checkpoint in ${parent} can be used: ${rejected.join(' ')}`)
  return null
}

function loadCheckpoint(folder: string): { checkpoint: Checkpoint; manifest: Manifest } {
  const fail = (reason: string, cause?: unknown): never => {
    throw new StudioError('checkpoint-invalid', `Checkpoint ${folder} is not used: ${reason}.`, cause)
  }
  const manifest = readManifest(join(folder, manifestFile), fail)
  if (manifest.step !== Number(basename(folder))) fail(`its manifest is of step ${manifest.step}`)
  let bytes: Buffer
  try {
    bytes = readFileSync(join(folder, stateFile))
  } catch (error) {
    return fail(`${stateFile} cannot be read`, error)
  }
  if (createHash('sha256').update(bytes).digest('hex') !== manifest.sha256) fail(`${stateFile} does not match the SHA-256 of its manifest`)
  const tensors = decodeSafetensors(bytes, join(folder, stateFile))
  const { step, totalSteps, config, seen } = manifest
  return { checkpoint: { step, totalSteps, config, seen, tensors }, manifest }
}

function readManifest(path: string, fail: (reason: string, cause?: unknown) => never): Manifest {
  let parsed: unknown
  try {
    parsed = JSON.parse(readFileSync(path, 'utf8'))
  } catch (error) {
    return fail(`${manifestFile} cannot be read`, error)
  }
  const manifest = parsed as Partial<Manifest> | null
  if (manifest?.format !== 1) return fail(`${manifestFile} has a format this version does not know`)
  const complete = Number.isSafeInteger(manifest.step) && Number.isSafeInteger(manifest.totalSteps) && typeof manifest.sha256 === 'string' && typeof manifest.config === 'object' && Array.isArray(manifest.seen)
  return complete ? (manifest as Manifest) : fail(`${manifestFile} lacks fields`)
}
