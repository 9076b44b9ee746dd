/**
 * `npm test`: set-up, type check, lint, build, then all tests on the Node inside Electron. The last line is always
 * "N passed, N failed"; a failed check counts as one failure. Arguments narrow the tests: npm test -- test/contract
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ensureBuilt } from './build.mjs'
import { electronNode } from './electron-node.mjs'
import { modules, root } from './setup/paths.mjs'
import { run } from './setup/run.mjs'
import { ensureSetupOrExit } from './setup.mjs'

await ensureSetupOrExit({ quiet: false })
const failedChecks = []
for (const script of ['typecheck', 'lint']) {
  const { code, output } = await run(process.execPath, [join(root, 'scripts', `${script}.mjs`)])
  if (code === 0) continue
  console.log(output)
  failedChecks.push(script)
}
try {
  await ensureBuilt()
} catch (error) {
  console.log(error.message)
  failedChecks.push('build')
}

const folder = mkdtempSync(join(tmpdir(), 'supernet-studio-test-'))
const results = join(folder, 'results.json')
const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${results}`]
const code = await electronNode([join(modules, 'vitest/vitest.mjs'), 'run', ...reporters, ...process.argv.slice(2)])
let counts = { numPassedTests: 0, numFailedTests: 0, numFailedTestSuites: 0, success: false }
try {
  counts = JSON.parse(readFileSync(results, 'utf8'))
} catch (error) {
  console.log(`The test runner left no result: ${error.message}`)
}
rmSync(folder, { recursive: true, force: true })

// A file that fails to load has a failed suite but no failed test, and must count all the same.
const failedTests = code === 0 ? counts.numFailedTests : Math.max(1, counts.numFailedTests)
const failed = failedTests + failedChecks.length
for (const check of failedChecks) console.log(`failed check: ${check}`)
console.log(`${counts.numPassedTests} passed, ${failed} failed`)
process.exitCode = failed > 0 || counts.numPassedTests === 0 ? 1 : 0
