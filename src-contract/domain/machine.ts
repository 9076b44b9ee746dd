import type { GpuReason } from './gpu'

/** What the program computes on. */
export interface MachineView {
  /** Name of the processor as the system gives it. */
  readonly processor: string
  readonly cores: number
  readonly memoryBytes: number
  /** Graphics cards that NVIDIA's driver names; TensorFlow may still not use them. */
  readonly cards: readonly GraphicsCard[]
  readonly tensorflow: string
  readonly tfjs: string
  readonly usesGpu: boolean
  /** Why no GPU is used; null where one is. */
  readonly whyNoGpu: GpuReason | null
}

export interface GraphicsCard {
  readonly name: string
  readonly memoryBytes: number
}
