/** Load of the machine, for as long as somebody looks at it. */
import { cpus, freemem, totalmem } from 'node:os'
import { readFileSync } from 'node:fs'
import type { Meters } from '../../src-contract/domain/meters'
import { systemErrorCode } from '../../src-contract/errors'
import { graphicsLoad } from '../system/graphics-cards'

export class MeterWatch {
  private timer: NodeJS.Timeout | null = null
  private before = cpuTimes()
  private gpuTool: 'unknown' | 'there' | 'missing' = 'unknown'

  constructor(
    private readonly workerPid: () => number | undefined,
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
    const pid = this.workerPid()
    const memoryTotalBytes = totalmem()
    return {
      cpu,
      memoryUsedBytes: memoryTotalBytes - availableBytes(),
      memoryTotalBytes,
      workerBytes: pid === undefined ? null : residentBytes(pid),
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

/** What programs can still get: free memory and the page cache that makes room. */
function availableBytes(): number {
  try {
    const found = /^MemAvailable:\s+(\d+) kB/m.exec(readFileSync('/proc/meminfo', 'utf8'))
    return found === null ? freemem() : Number(found[1]) * 1024
  } catch {
    // Not Linux.
    return freemem()
  }
}

function residentBytes(pid: number): number | null {
  try {
    const found = /^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))
    return found === null ? null : Number(found[1]) * 1024
  } catch {
    // It ended meanwhile, or this is not Linux.
    return null
  }
}
