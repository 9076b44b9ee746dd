/** Memory as the kernel of this machine counts it. */
import { readFileSync } from 'node:fs'
import { freemem } from 'node:os'

/** Bytes that programs can still get: free memory and the page cache that makes room. */
export function availableBytes(): number {
  return kilobytes('/proc/meminfo', 'MemAvailable') ?? freemem()
}

/** Bytes of a process that lie in memory; null where it ended meanwhile, or this system does not tell. */
export function residentBytes(pid: number): number | null {
  return kilobytes(`/proc/${pid}/status`, 'VmRSS')
}

/** "3.1 GB" */
export function formatGigabytes(bytes: number): string {
  return `${(bytes / 1e9).toFixed(1)} GB`
}

function kilobytes(file: string, name: string): number | null {
  try {
    const found = new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(readFileSync(file, 'utf8'))
    return found === null ? null : Number(found[1]) * 1024
  } catch {
    // The process is gone, or this is not Linux.
    return null
  }
}
