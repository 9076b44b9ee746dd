/** What a worker process gets to see of the user's environment: what it needs, and nothing else. */
import { gpuExpected } from '../../src-contract/worker-protocol'

/** TensorFlow's settings that decide bits, and so belong to a run's configuration. */
export interface ComputeSettings {
  readonly threads: number
  readonly oneDnn: boolean
  /** Operations with one order of summation on GPUs, at some cost in speed; CPUs have no other. */
  readonly deterministicGpu: boolean
  /** More than oneDNN's own allocator can be given. Decides speed, no bits. */
  readonly largeTensors: boolean
}

const passedOn = ['PATH', 'HOME', 'LANG', 'TMPDIR', 'LD_LIBRARY_PATH', 'CUDA_VISIBLE_DEVICES'] as const

export function workerEnvironment(user: NodeJS.ProcessEnv, compute: ComputeSettings): Record<string, string> {
  const environment: Record<string, string> = {}
  for (const [name, value] of Object.entries(user)) {
    if (value !== undefined && (name.startsWith('XDG_') || passedOn.some((passed) => passed === name))) environment[name] = value
  }
  return {
    ...environment,
    TF_NUM_INTRAOP_THREADS: String(compute.threads),
    // Operations run one after another: a second one at a time would only take threads from the first.
    TF_NUM_INTEROP_THREADS: '1',
    OMP_NUM_THREADS: String(compute.threads),
    TF_ENABLE_ONEDNN_OPTS: compute.oneDnn ? '1' : '0',
    // oneDNN's allocator asks for blocks that double, and Electron's malloc ends the process at a request of 2 GB: so it
    // gets less than that in all. What needs more takes malloc for each tensor, at about half the speed.
    ...(compute.largeTensors ? { TF_ONEDNN_USE_SYSTEM_ALLOCATOR: 'true' } : { TF_MKL_ALLOC_MAX_BYTES: '2000000000' }),
    TF_CPP_MIN_LOG_LEVEL: '2',
    TF_FORCE_GPU_ALLOW_GROWTH: 'true',
    // Newer cards would round what they multiply to 10 bits; all figures are of float32.
    NVIDIA_TF32_OVERRIDE: '0',
    ...(compute.deterministicGpu ? { TF_DETERMINISTIC_OPS: '1' } : {}),
  }
}

/** With the CUDA build in the place of the one that comes along: the loader looks there before it looks beside the addon. */
export function onDevice(environment: Readonly<Record<string, string>>, libraries: readonly string[], gpu: string | null): Record<string, string> {
  const folders = [...libraries, environment['LD_LIBRARY_PATH'] ?? ''].filter((folder) => folder !== '')
  return {
    ...environment,
    ...(libraries.length === 0 ? {} : { LD_LIBRARY_PATH: folders.join(':'), [gpuExpected]: '1' }),
    ...(gpu === null ? {} : { CUDA_VISIBLE_DEVICES: gpu }),
  }
}
