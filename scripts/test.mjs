/**
 * `npm test`: set-up, type check, lint, build, then all tests on the Node inside Electron. The last line is always
 * "N passed, N failed"; a failed check counts as one failure. Arguments narrow the tests: npm test -- test/contract
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { electronNode } from './electron-node.mjs'
import { modules, root } from './setup/paths.mjs'
import { run } from './setup/run.mjs'

let passed = 0
let failed = 0

/**
 * Each check is a process of its own, so that whatever goes wrong in it ends in the closing line. Its words come at its
 * end where checks run beside each other, and as they are said where one runs alone.
 */
async function check(name, { alone = false } = {}) {
  const write = (text) => process.stdout.write(text)
  const { code, output } = await run(process.execPath, [join(root, 'scripts', `${name}.mjs`)], alone ? { onOutput: write } : {})
  if (!alone) write(output)
  if (code === 0) return true
  console.log(`failed check: ${name}`)
  failed += 1
  return false
}

async function runTests() {
  const folder = mkdtempSync(join(tmpdir(), 'supernet-studio-test-'))
  try {
    const results = join(folder, 'results.json')
    const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${results}`]
    const code = await electronNode([join(modules, 'vitest/vitest.mjs'), 'run', ...reporters, ...process.argv.slice(2)])
    const counts = JSON.parse(readFileSync(results, 'utf8'))
    passed += counts.numPassedTests
    // A file that fails to load has a failed suite but no failed test, and must count all the same.
    failed += code === 0 ? counts.numFailedTests : Math.max(1, counts.numFailedTests)
  } catch (error) {
    console.log(`The test runner left no result: ${error.message}`)
    failed += 1
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

if (await check('setup', { alone: true })) {
  await Promise.all(['typecheck', 'lint', 'build'].map((name) => check(name)))
  await runTests()
}
console.log(`${passed} passed, ${failed} failed`)
process.exitCode = failed > 0 || passed === 0 ? 1 : 0
