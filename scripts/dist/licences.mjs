import { cpSync, mkdirSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { root, tensorflowDir } from '../setup/paths.mjs'
import { apacheFile } from './licence-text.mjs'
import { partsOf } from './parts.mjs'
import { writeSbom } from './sbom.mjs'

/** Puts the licences of all parts and the list of them into `licences` of the application; resolves the list's path. */
export async function writeLicences(application, packages) {
  const folder = join(application, 'licences')
  mkdirSync(folder, { recursive: true })
  const parts = await partsOf(packages)
  for (const name of ['LICENSE.electron.txt', 'LICENSES.chromium.html']) renameSync(join(application, name), join(folder, name))
  cpSync(join(tensorflowDir, 'THIRD_PARTY_NOTICES.txt'), join(folder, 'tensorflow.txt'))
  cpSync(join(root, 'THIRD-PARTY.md'), join(folder, 'THIRD-PARTY.md'))
  // The packager put Electron's there; from here the Debian package takes its copyright file.
  cpSync(join(root, 'LICENSE'), join(application, 'LICENSE'))
  cpSync(join(root, 'LICENSE'), join(folder, apacheFile))
  writeFileSync(join(folder, 'npm-packages.txt'), npmLicences(parts.filter(({ text }) => text !== undefined)))
  const sbom = join(folder, 'sbom.cdx.json')
  await writeSbom(sbom, parts)
  return sbom
}

function npmLicences(parts) {
  const line = '='.repeat(80)
  return parts.map(({ name, version, licence, text }) => `${line}\n${name} ${version} (${licence})\n${line}\n\n${text}\n`).join('\n')
}
