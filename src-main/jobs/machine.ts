import { availableParallelism, cpus, totalmem } from 'node:os'
import type { GraphicsCard, MachineView } from '../../src-contract/domain/machine'
import type { DeviceResult } from '../../src-contract/worker-protocol'
import { graphicsCards } from '../system/graphics-cards'
import type { JobBoard } from './job-board'
import { askDevice } from './plain-jobs'
import { JobQueue } from './queue'

/** What this machine computes on, found out once. */
export class Machine {
  // A queue of its own: the question takes a second and need not wait for the end of a training.
  private readonly queue = new JobQueue()
  private known: Promise<MachineView> | null = null

  constructor(private readonly board: JobBoard) {}

  look(again: boolean): Promise<MachineView> {
    if (again) this.known = null
    this.known ??= this.find().catch((error: unknown) => {
      this.known = null
      throw error
    })
    return this.known
  }

  private async find(): Promise<MachineView> {
    const label = { kind: 'device', title: 'this machine' } as const
    const [job, cards] = await Promise.all([this.board.add(label, (listener) => askDevice(this.queue, listener)), graphicsCards()])
    const device = await job.result
    return {
      processor: processorName(),
      cores: availableParallelism(),
      memoryBytes: totalmem(),
      cards,
      tensorflow: device.tensorflow,
      tfjs: device.tfjs,
      usesGpu: device.usesGpu,
      whyNoGpu: whyNoGpu(device, cards),
    }
  }
}

export function processorName(): string {
  return cpus()[0]?.model.trim() ?? 'unknown'
}

function whyNoGpu({ usesGpu, reason }: DeviceResult, cards: readonly GraphicsCard[]): string {
  if (usesGpu) return ''
  const found = cards.length === 0 ? 'No NVIDIA driver answers on this machine, so no card was found' : `NVIDIA's driver names ${cards.map(({ name }) => name).join(', ')}`
  return `${found}, and ${reason}: training runs on the processor.`
}
