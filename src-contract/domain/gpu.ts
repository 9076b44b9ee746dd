/** The GPU runtime: TensorFlow's CUDA build, fetched on request, and why a GPU is or is not used. */

/** Why no GPU is used; docs/gpu.md has a cure for each. */
export const gpuReasonCodes = [
  'disabled',
  'no-card',
  'hidden',
  'no-driver',
  'driver-too-old',
  'driver-mismatch',
  'no-access',
  'card-missing',
  'not-installed',
  'library-missing',
  'not-checked',
  'card-too-old',
  'out-of-memory',
  'unknown',
] as const
export type GpuReasonCode = (typeof gpuReasonCodes)[number]

export interface GpuReason {
  readonly code: GpuReasonCode
  /** What is the case, in a sentence. */
  readonly what: string
  /** What to do about it, in a sentence; empty where there is nothing to do. */
  readonly cure: string
}

export interface GpuCard {
  /** As CUDA_VISIBLE_DEVICES and the setting `gpu` name it. */
  readonly uuid: string
  readonly name: string
}

/** What came of replaying the golden cases with the fetched libraries. */
export interface GpuCheck {
  /** ISO time (UTC). */
  readonly at: string
  /** On a GPU, else on the processor. */
  readonly onGpu: boolean
  readonly cases: number
  readonly passed: number
  readonly failed: number
}

export interface GpuView {
  /** `partial`: some wheels are there. `damaged`: a file is missing or has another size. `outdated`: of another version of the application. */
  readonly state: 'absent' | 'partial' | 'damaged' | 'outdated' | 'installed'
  readonly folder: string
  readonly versions: { readonly tensorflow: string; readonly cuda: string; readonly cudnn: string; readonly minimumDriver: string }
  /** What all wheels weigh, and what of it is still to be fetched. */
  readonly downloadBytes: number
  readonly missingBytes: number
  /** What the runtime takes when it is there. */
  readonly installedBytes: number
  /** Free space that an installation needs from here on, and what there is. */
  readonly neededBytes: number
  readonly freeBytes: number
  /** Null: not checked since it was installed. */
  readonly check: GpuCheck | null
  readonly cards: readonly GpuCard[]
  readonly driver: string | null
  /** Why jobs compute on the processor; null where they compute on a GPU. */
  readonly reason: GpuReason | null
  /** What deserves a look though a GPU is used: empty where nothing does. */
  readonly remark: string
}

/** As the application shows it in one go. */
export function gpuReasonText({ what, cure }: GpuReason): string {
  return [what, cure].filter((text) => text !== '').join(' ')
}
