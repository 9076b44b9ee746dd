import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { listPackage } from '@electron/asar'
import { demandValid } from '../dist/sbom.mjs'
import { demand } from './checks.mjs'

/**
 * The list of parts meets its schema and names a licence of each, and what really lies in the archive is on it, with the
 * words of its licence.
 * @param application folder of the installed application
 */
export async function carriesLicences(application) {
  const read = (name) => readFileSync(join(application, 'licences', name), 'utf8')
  const text = read('sbom.cdx.json')
  await demandValid(text)
  const { components } = JSON.parse(text)
  const nameless = components.filter(({ licenses = [] }) => licenses.length === 0).map(({ name }) => name)
  demand(nameless.length === 0, `the list of parts names no licence of ${nameless.join(', ')}`)
  const listed = new Set(components.map(({ group, name }) => (group === undefined ? name : `${group}/${name}`)))
  const texts = read('npm-packages.txt')
  const carried = carriedPackages(join(application, 'resources/app.asar'))
  demand(carried.length > 10, `only ${carried.length} npm packages were seen in app.asar`)
  const missing = carried.filter((name) => !listed.has(name) || !texts.includes(`\n${name} `))
  demand(missing.length === 0, `in app.asar, but not on the list of parts or without the words of their licence: ${missing.join(', ')}`)
  for (const name of ['LICENSE.electron.txt', 'LICENSES.chromium.html', 'tensorflow.txt', 'Apache-2.0.txt', 'THIRD-PARTY.md']) demand(existsSync(join(application, 'licences', name)), `licences/${name} is missing`)
  return `${components.length} parts by CycloneDX 1.6, ${carried.length} npm packages in app.asar, each with the words of its licence`
}

/** Names of the packages whose files are in the archive, those inside others too. */
function carriedPackages(archive) {
  const names = listPackage(archive).map((path) => /^.*\/node_modules\/((?:@[^/]+\/)?[^/@]+)\/package\.json$/.exec(path)?.[1])
  return [...new Set(names.filter((name) => name !== undefined))].sort()
}
