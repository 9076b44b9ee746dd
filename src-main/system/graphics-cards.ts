import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import type { GraphicsCard } from '../../src-contract/domain/machine'

const run = promisify(execFile)

/** The cards that NVIDIA's driver names; none where there is no driver, or it does not answer. */
export async function graphicsCards(): Promise<readonly GraphicsCard[]> {
  let stdout: string
  try {
    stdout = (await run('nvidia-smi', ['--query-gpu=name,memory.total', '--format=csv,noheader,nounits'], { timeout: 5000 })).stdout
  } catch {
    // No driver.
    return []
  }
  return stdout
    .trim()
    .split('\n')
    .map((line) => {
      const [name = '', mebibytes] = line.split(', ')
      return { name, memoryBytes: Number(mebibytes) * 2 ** 20 }
    })
}
