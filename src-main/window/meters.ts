/** Load of the machine, for as long as somebody looks at it. */
import { cpus, totalmem } from 'node:os'
import type { Meters } from '../../src-contract/domain/meters'
import { systemErrorCode } from '../../src-contract/errors'
import { graphicsLoad } from '../system/graphics-cards'
import { availableBytes, residentBytes } from '../system/memory'

export class MeterWatch {
  private timer: NodeJS.Timeout | null = null
  private before = cpuTimes()
  private gpuTool: 'unknown' | 'there' | 'missing' = 'unknown'

  constructor(
    private readonly workers: () => readonly { readonly runId: string | null; readonly pid: number }[],
    private readonly send: (meters: Meters) => void,
  ) {}

  watch(on: boolean): void {
    if (on === (this.timer !== null)) return
    if (this.timer !== null) {
      clearInterval(this.timer)
      this.timer = null
      return
    }
    this.before = cpuTimes()
    this.timer = setInterval(() => void this.sample().then(this.send), 1000)
  }

  private async sample(): Promise<Meters> {
    const now = cpuTimes()
    const whole = now.whole - this.before.whole
    const cpu = whole === 0 ? 0 : 1 - (now.idle - this.before.idle) / whole
    this.before = now
    const memoryTotalBytes = totalmem()
    return {
      cpu,
      memoryUsedBytes: memoryTotalBytes - availableBytes(),
      memoryTotalBytes,
      workers: this.workers().map(({ runId, pid }) => ({ runId, bytes: residentBytes(pid) ?? 0 })),
      gpu: await this.gpu(),
    }
  }

  /** A machine without the driver's tool is asked once only. */
  private async gpu(): Promise<Meters['gpu']> {
    if (this.gpuTool === 'missing') return null
    try {
      const load = await graphicsLoad()
      this.gpuTool = 'there'
      return load
    } catch (error) {
      if (this.gpuTool === 'unknown' || systemErrorCode(error) === 'ENOENT') this.gpuTool = 'missing'
      return null
    }
  }
}

function cpuTimes(): { readonly idle: number; readonly whole: number } {
  let idle = 0
  let whole = 0
  for (const { times } of cpus()) {
    idle += times.idle
    whole += times.user + times.nice + times.sys + times.idle + times.irq
  }
  return { idle, whole }
}
