/** What a worker process gets to see of the user's environment: what it needs, and nothing else. */

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
    ...(compute.deterministicGpu ? { TF_DETERMINISTIC_OPS: '1', NVIDIA_TF32_OVERRIDE: '0' } : {}),
  }
}
