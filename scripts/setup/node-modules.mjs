import { createHash } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { SetupFailure, tail } from './failure.mjs'
import { lockStamp, root } from './paths.mjs'
import { say } from './progress.mjs'
import { run } from './run.mjs'

const lockHash = () => createHash('sha256').update(readFileSync(join(root, 'package-lock.json'))).digest('hex')

export function nodeModulesReady() {
  return existsSync(lockStamp) && readFileSync(lockStamp, 'utf8') === lockHash()
}

export async function provideNodeModules() {
  if (nodeModulesReady()) return
  say('Installing npm packages')
  const result = await run('npm', ['ci', '--no-progress'], { cwd: root })
  if (result.code !== 0) {
    throw new SetupFailure(
      `The npm packages could not be installed: check the network (the npm registry must be reachable) and the disk, then run npm run setup again. (${tail(result.output)})`,
    )
  }
  writeFileSync(lockStamp, lockHash())
}
