/** The parts the application stands on, each with what is wrong with it. */
import { accessSync, constants, existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { app } from 'electron'
import { toErrorData } from '../../src-contract/errors'
import { gpuReasonText, type GpuReason, type GpuView } from '../../src-contract/domain/gpu'
import type { DeviceAnswer } from '../gpu/check'
import { freeBytes, nearestFolder } from '../system/free-space'
import { bundled } from '../system/locations'
import { versions } from '../system/versions'

export interface Part {
  readonly name: string
  readonly ok: boolean
  readonly version: string
  readonly path: string
  /** What is wrong, or what is worth knowing about a part in order. */
  readonly reason: string
}

/** @param gpu says what there is for GPUs, told why TensorFlow itself took none */
export async function examine(home: string, answer: Promise<DeviceAnswer>, gpu: (found: GpuReason | null) => GpuView): Promise<Part[]> {
  const { studio, electron, node, sqlite } = versions()
  return [
    { name: 'studio', ok: true, version: studio, path: app.getAppPath(), reason: '' },
    { name: 'electron', ok: true, version: electron, path: process.execPath, reason: '' },
    { name: 'node', ok: true, version: node, path: '', reason: '' },
    await tensorflow(answer),
    gpuPart(gpu(await answer.then(({ reason }) => reason, () => null))),
    sqlitePart(sqlite),
    homePart(home),
    ...Object.entries(bundled).map(([name, path]) => resourcePart(name, path())),
  ]
}

async function tensorflow(answer: Promise<DeviceAnswer>): Promise<Part> {
  try {
    const { device: found } = await answer
    const on = found.usesGpu ? 'computes on the GPU' : `computes on the CPU, ${found.threads} threads`
    return { name: 'tensorflow', ok: true, version: found.tensorflow, path: '', reason: `tfjs ${found.tfjs}, ${on}` }
  } catch (error) {
    return { name: 'tensorflow', ok: false, version: '', path: '', reason: toErrorData(error).message }
  }
}

/** No GPU is no fault; libraries that were installed and do not work are one. */
function gpuPart({ state, versions: { cuda }, folder, driver, reason, remark }: GpuView): Part {
  const there = state === 'installed' || state === 'damaged'
  const broken = there && (reason?.code === 'library-missing' || reason?.code === 'not-checked')
  const says = reason === null ? `used, driver ${driver ?? 'of the host'}` : `not used: ${gpuReasonText(reason)}`
  return { name: 'gpu', ok: !broken && remark === '', version: there ? `CUDA ${cuda}` : '', path: there ? folder : '', reason: [says, remark].filter((text) => text !== '').join(' ') }
}

/** The file is only looked for: loading it is what every command that opens the history does. */
function sqlitePart(version: string): Part {
  const require = createRequire(join(app.getAppPath(), 'package.json'))
  const path = join(dirname(require.resolve('better-sqlite3/package.json')), 'build/Release/better_sqlite3.node')
  const there = existsSync(path)
  return { name: 'sqlite', ok: there, version, path, reason: there ? '' : `The addon is missing: ${app.isPackaged ? 'install Supernet Studio again' : 'run npm run setup'}.` }
}

function homePart(home: string): Part {
  const folder = nearestFolder(home)
  const part = { name: 'home', version: '', path: home }
  try {
    accessSync(folder, constants.R_OK | constants.W_OK | constants.X_OK)
    const free = freeBytes(folder)
    const tight = free < 1e9
    return { ...part, ok: !tight, reason: `${(free / 1e9).toFixed(1)} GB free${tight ? ', which is too little for data sets and checkpoints' : ''}` }
  } catch (error) {
    return { ...part, ok: false, reason: `This user cannot write there (${error instanceof Error ? error.message : String(error)}); choose another folder with --home.` }
  }
}

function resourcePart(name: string, path: string): Part {
  const there = existsSync(path)
  return { name: { sample: 'sample', goldenCases: 'golden cases', groundTruth: 'ground truth', gpuRuntime: 'gpu wheels' }[name] ?? name, ok: there, version: '', path, reason: there ? '' : 'Missing from this copy.' }
}
