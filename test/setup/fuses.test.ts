import { copyFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { folder, node, root, script } from './scripts'

/** As written down in the project's rules for a copy that is shipped. */
const table = {
  RunAsNode: false,
  EnableCookieEncryption: true,
  EnableNodeOptionsEnvironmentVariable: false,
  EnableNodeCliInspectArguments: false,
  EnableEmbeddedAsarIntegrityValidation: false,
  OnlyLoadAppFromAsar: true,
  LoadBrowserProcessSpecificV8Snapshot: false,
  GrantFileProtocolExtraPrivileges: false,
}

const fuses = (binary: string, set = ''): Record<string, boolean> => {
  const done = node(root, script(`const { readFuses, setShipFuses } = await import('./scripts/dist/fuses.mjs'); ${set}; console.log(JSON.stringify(await readFuses(${JSON.stringify(binary)})))`))
  expect(done.status, done.stderr).toBe(0)
  return JSON.parse(done.stdout) as Record<string, boolean>
}

it('a shipped copy has exactly the fuses of the table, and they are not those of the copy for tests', { timeout: 60_000 }, () => {
  const development = join(root, 'node_modules/electron/dist/electron')
  const shipped = join(folder(), 'electron')
  copyFileSync(development, shipped)
  expect(fuses(shipped, `await setShipFuses(${JSON.stringify(shipped)})`)).toEqual(table)
  // Tests run on RunAsNode and Playwright on inspection; a shipped copy must have neither.
  expect(fuses(development)).toMatchObject({ RunAsNode: true, EnableNodeCliInspectArguments: true, OnlyLoadAppFromAsar: false })
})
