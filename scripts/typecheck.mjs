import { join } from 'node:path'
import { modules, root } from './setup/paths.mjs'
import { run } from './setup/run.mjs'
import { ensureSetupOrExit } from './setup.mjs'

await ensureSetupOrExit({ quiet: true })
const { code, output } = await run(process.execPath, [join(modules, 'typescript/bin/tsc'), '--noEmit'], { cwd: root })
if (code !== 0) console.log(output)
process.exitCode = code
