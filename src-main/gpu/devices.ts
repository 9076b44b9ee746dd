/** What jobs compute on: the fetched libraries and the cards, where nothing speaks against them; else the processor. */
import type { AppSettings } from '../../src-contract/domain/app-settings'
import type { GpuReason } from '../../src-contract/domain/gpu'
import type { HomeFolder } from '../system/home-folder'
import { gatherFacts, type GpuFacts } from './facts'
import { isUuid, notInMachine, whyNoGpu, type Wish } from './reason'
import { RuntimeFolder } from './runtime-folder'
import { bundledWheels, type WheelList } from './wheels'

export interface ComputeDevice {
  /** Folders with the CUDA build of TensorFlow, for LD_LIBRARY_PATH; empty: the build for processors that comes along. */
  readonly libraries: readonly string[]
  /** Cards as CUDA_VISIBLE_DEVICES names them, for one job each; empty: the worker sees those that the user's shell lets it see. */
  readonly gpus: readonly string[]
  /** Why no GPU is used; null where one is, as far as can be told without computing. */
  readonly reason: GpuReason | null
}

/** The queue asks at every look, and the answer takes some 100 looks at files. */
const freshMs = 2000

export class GpuDevices {
  readonly folder: RuntimeFolder
  private known: { readonly at: number; readonly device: ComputeDevice } | null = null

  constructor(
    home: Pick<HomeFolder, 'runtime'>,
    private readonly settings: () => Pick<AppSettings, 'gpu'>,
    private readonly gather: () => GpuFacts = gatherFacts,
    list: WheelList = bundledWheels(),
  ) {
    this.folder = new RuntimeFolder(home, list)
  }

  get facts(): GpuFacts {
    return this.gather()
  }

  get wish(): Wish {
    return { setting: this.settings().gpu, minimumDriver: this.folder.list.minimumDriver }
  }

  /** For jobs. */
  current(): ComputeDevice {
    const now = performance.now()
    if (this.known === null || now - this.known.at > freshMs) this.known = { at: now, device: this.find() }
    return this.known.device
  }

  /** Settings or libraries have changed. */
  changed(): void {
    this.known = null
  }

  /** With the fetched libraries in any case, to check them: TensorFlow itself falls back to the processor. */
  toCheck(): ComputeDevice {
    const { facts, wish } = this
    return { libraries: this.folder.libraryFolders(), gpus: chosen(facts, wish), reason: notInMachine(facts, wish) }
  }

  private find(): ComputeDevice {
    const { facts, wish } = this
    const reason = whyNoGpu(facts, this.folder.facts(), wish)
    return reason === null ? { libraries: this.folder.libraryFolders(), gpus: chosen(facts, wish), reason } : { libraries: [], gpus: [], reason }
  }
}

/** All of several cards, one for each job; a single one needs no name. */
function chosen({ cards, visible }: GpuFacts, { setting }: Wish): string[] {
  if (isUuid(setting)) return [setting]
  return visible === null && cards.length > 1 ? cards.map(({ uuid }) => uuid) : []
}
