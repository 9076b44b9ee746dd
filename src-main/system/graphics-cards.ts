/** What NVIDIA's driver says of the machine's cards, through its own tool. */
import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import type { GraphicsCard } from '../../src-contract/domain/machine'
import type { Meters } from '../../src-contract/domain/meters'

const run = promisify(execFile)

/** None where there is no driver, or it does not answer. */
export async function graphicsCards(): Promise<readonly GraphicsCard[]> {
  try {
    return (await ask(['name', 'memory.total'], 5000)).map(([name = '', memory]) => ({ name, memoryBytes: bytesOf(memory) }))
  } catch {
    // No driver.
    return []
  }
}

/** Load of the first card. Throws where there is no driver, or it does not answer in time. */
export async function graphicsLoad(): Promise<NonNullable<Meters['gpu']>> {
  const [[name = '', load, used, total] = []] = await ask(['name', 'utilization.gpu', 'memory.used', 'memory.total'], 900)
  return { name, load: Number(load) / 100, memoryUsedBytes: bytesOf(used), memoryTotalBytes: bytesOf(total) }
}

/** One line a card, the fields in the order in which they are asked for. */
async function ask(fields: readonly string[], timeout: number): Promise<readonly (readonly string[])[]> {
  const { stdout } = await run('nvidia-smi', [`--query-gpu=${fields.join(',')}`, '--format=csv,noheader,nounits'], { timeout })
  return stdout.trim().split('\n').map((line) => line.split(', '))
}

function bytesOf(mebibytes: string | undefined): number {
  return Number(mebibytes) * 2 ** 20
}
