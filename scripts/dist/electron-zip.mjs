import { mkdirSync, readdirSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { SetupFailure, tail } from '../setup/failure.mjs'
import { electronParts } from '../setup/paths.mjs'
import { electron as pin } from '../setup/pins.mjs'
import { run } from '../setup/run.mjs'

/** The page is written in English, and no other language of Chromium's own texts would ever be shown. */
const locale = 'en-US.pak'
/** Of the set-up: its manifest, and the SQLite addon that lies in the same archive. */
const foreign = ['manifest.json', 'better_sqlite3.node']

/** The packager takes the distribution as a zip file of this name from a folder. Not compressed: it is unpacked at once. */
export async function zipElectron(folder) {
  const source = join(folder, 'electron')
  mkdirSync(join(source, 'locales'), { recursive: true })
  for (const name of readdirSync(electronParts)) {
    if (name !== 'locales' && !foreign.includes(name)) symlinkSync(join(electronParts, name), join(source, name))
  }
  symlinkSync(join(electronParts, 'locales', locale), join(source, 'locales', locale))
  mkdirSync(join(source, 'resources'))
  const zip = join(folder, `electron-v${pin.version}-linux-x64.zip`)
  const result = await run('python3', ['-c', zipScript, source, zip])
  if (result.code !== 0) throw new SetupFailure(`Electron could not be packed into ${zip}: ${tail(result.output)}`)
}

/** Follows the links; keeps the permissions. */
const zipScript = `
import os, sys, zipfile
source, target = sys.argv[1:]
with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as archive:
    for folder, _, names in os.walk(source):
        if folder != source:
            archive.write(folder, os.path.relpath(folder, source))
        for name in sorted(names):
            path = os.path.join(folder, name)
            archive.write(path, os.path.relpath(path, source))
`
