import { describe, expect, it } from 'vitest'
import { waitsFor, type Capacity, type Demand, type RunningDemand } from '../../../src-main/jobs/room'

const job = (change: Partial<Demand> = {}): Demand => ({ threads: 1, memoryBytes: 0, alone: false, ...change })
const running = (change: Partial<RunningDemand> = {}): RunningDemand => ({ ...job(), residentBytes: null, ...change })
const machine = (change: Partial<Capacity> = {}): Capacity => ({ workers: 3, cores: 4, availableBytes: 8e9, ...change })

describe('room for a job', () => {
  it('is always there for one alone, whatever it takes', () => {
    expect(waitsFor(job({ threads: 99, memoryBytes: 1e15, alone: true }), [], machine({ availableBytes: 0 }))).toBeNull()
  })

  it('ends with the number of jobs at once', () => {
    expect(waitsFor(job(), [running(), running()], machine())).toBeNull()
    expect(waitsFor(job(), [running(), running(), running()], machine())).toBe('its turn')
    expect(waitsFor(job(), [running()], machine({ workers: 1 }))).toBe('its turn')
  })

  it('ends with the cores', () => {
    expect(waitsFor(job({ threads: 2 }), [running({ threads: 2 })], machine())).toBeNull()
    expect(waitsFor(job({ threads: 3 }), [running({ threads: 2 })], machine())).toBe('cores: it computes with 3 threads, and 2 of 4 cores are free')
    expect(waitsFor(job(), [running({ threads: 16 })], machine())).toBe('cores: it computes with 1 thread, and 0 of 4 cores are free')
  })

  it('ends with the memory, of which the others are yet to take what they were promised', () => {
    const other = running({ memoryBytes: 5e9, residentBytes: 1e9 })
    expect(waitsFor(job({ memoryBytes: 4e9 }), [other], machine())).toBeNull()
    expect(waitsFor(job({ memoryBytes: 4.1e9 }), [other], machine())).toBe('memory: it takes about 4.1 GB, and 4.0 GB are left')
    expect(waitsFor(job({ memoryBytes: 1 }), [running({ memoryBytes: 9e9 })], machine())).toBe('memory: it takes about 0.0 GB, and 0.0 GB are left')
    // More than it was thought to take is seen in what is available, and counted once.
    expect(waitsFor(job({ memoryBytes: 7e9 }), [running({ memoryBytes: 1e9, residentBytes: 3e9 })], machine())).toBeNull()
  })

  it('is the whole machine for what measures speed', () => {
    expect(waitsFor(job({ alone: true }), [running()], machine())).toBe('the machine for itself, since it measures speed')
    expect(waitsFor(job(), [running({ alone: true })], machine())).toBe('the end of a measurement, which needs the machine for itself')
  })
})
