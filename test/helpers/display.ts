/** A display for tests that open windows: Xvfb of our own, on whatever number is free. */
import { spawn } from 'node:child_process'

export interface Display {
  readonly name: string
  close(): void
}

export function openDisplay(width = 1440, height = 900): Promise<Display> {
  return new Promise((resolve, reject) => {
    const child = spawn('Xvfb', ['-displayfd', '3', '-screen', '0', `${width}x${height}x24`, '-nolisten', 'tcp'], { stdio: ['ignore', 'ignore', 'ignore', 'pipe'] })
    child.on('error', reject)
    child.stdio[3]?.once('data', (number: Buffer) => resolve({ name: `:${number.toString().trim()}`, close: () => child.kill() }))
  })
}
