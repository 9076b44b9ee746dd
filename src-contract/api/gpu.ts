import type { GpuView } from '../domain/gpu'
import { ask, nothing } from './request'

export const gpuRequests = {
  'gpu.view': ask(nothing).gives<GpuView>(),
  /** Fetches and checks the libraries as a job (kind `gpu`), or only checks them where they are installed. */
  'gpu.install': ask(nothing).gives<void>(),
  /** Refused while jobs compute that may use them. */
  'gpu.remove': ask(nothing).gives<void>(),
}
