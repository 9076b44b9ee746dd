import { availableParallelism, totalmem } from 'node:os'
import type { MachineView } from '../../src-contract/domain/machine'
import type { JobBoard } from '../jobs/job-board'
import { askDevice } from '../jobs/plain-jobs'
import { graphicsCards } from '../system/graphics-cards'
import { processorName } from '../system/processor'
import { askWhy, queueOn } from './check'
import type { GpuDevices } from './devices'

/** What this machine computes on, found out once. */
export class Machine {
  private known: Promise<MachineView> | null = null

  constructor(
    private readonly board: JobBoard,
    private readonly devices: GpuDevices,
  ) {}

  look(again: boolean): Promise<MachineView> {
    if (again) this.forget()
    this.known ??= this.find().catch((error: unknown) => {
      this.known = null
      throw error
    })
    return this.known
  }

  /** Libraries or settings have changed. */
  forget(): void {
    this.devices.changed()
    this.known = null
  }

  private async find(): Promise<MachineView> {
    const label = { kind: 'device', title: 'this machine' } as const
    const current = this.devices.current()
    // A queue of its own: the question takes a second and need not wait for the end of a training.
    const ask = async (said: (text: string) => void) => (await this.board.add(label, (listener) => askDevice(queueOn(current), listener, said))).result
    const [{ device, reason }, cards] = await Promise.all([askWhy(current, ask), graphicsCards()])
    return {
      processor: processorName(),
      cores: availableParallelism(),
      memoryBytes: totalmem(),
      cards,
      tensorflow: device.tensorflow,
      tfjs: device.tfjs,
      usesGpu: device.usesGpu,
      whyNoGpu: reason,
    }
  }
}
