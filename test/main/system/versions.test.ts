import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { versions } from '../../../src-main/system/versions'
import { openConnection } from '../../../src-main/database/sqlite'
import { root } from '../../helpers/cli'

describe('versions in the history', () => {
  it('are those that the set-up pins', () => {
    const pins = readFileSync(join(root, 'scripts/setup/pins.mjs'), 'utf8')
    expect(pins).toContain(`version: '${versions().tensorflow}'`)
    expect((JSON.parse(readFileSync(join(root, 'resources/gpu-runtime/wheels.json'), 'utf8')) as { tensorflow: string }).tensorflow).toBe(versions().tensorflow)
    const db = openConnection(':memory:')
    expect(db.prepare<[], { version: string }>('SELECT sqlite_version() AS version').get()?.version).toBe(versions().sqlite)
    db.close()
  })
})
