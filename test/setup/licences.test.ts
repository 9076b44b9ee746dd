import { mkdtempSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { folder, node, root, script } from './scripts'

/** Runs lines of a script in the repository; gives its output, or what it failed with. */
const said = (lines: string): string => {
  const { stdout, stderr } = node(root, script(lines))
  return `${stdout}${stderr}`
}

it('a part without a licence, or without the text of it, stops the package', () => {
  const demand = (part: object): string => said(`const { demandLicences } = await import('./scripts/dist/parts.mjs'); demandLicences([${JSON.stringify(part)}]); console.log('shipped')`)
  expect(demand({ name: 'good', version: '1.0.0', licence: 'MIT', text: 'Permission is hereby granted' })).toContain('shipped')
  expect(demand({ name: 'nameless', version: '1.0.0', licence: '', text: 'some words' })).toContain('cannot be shipped: nameless 1.0.0')
  expect(demand({ name: 'wordless', version: '1.0.0', licence: 'ISC', text: '' })).toContain('cannot be shipped: wordless 1.0.0')
})

it('takes the text of a licence from its file, the README, or the words that all share, and has none where there are none', () => {
  const textOf = (files: Record<string, string>, named: string): string => {
    const at = mkdtempSync(join(folder(), 'package-'))
    for (const [name, text] of Object.entries({ 'package.json': '{"name":"some","author":"Ann Author <ann@example.org>"}', ...files })) writeFileSync(join(at, name), text)
    return said(`const { licenceText } = await import('./scripts/dist/licence-text.mjs'); console.log(licenceText(${JSON.stringify(at)}, ${JSON.stringify(named)}))`)
  }
  expect(textOf({ LICENCE: 'words of the file' }, 'MIT')).toContain('words of the file')
  expect(textOf({ 'README.md': '# Some\n\nLicense\n-------\n\nPermission is hereby granted by the README\n\n## More\n' }, 'MIT')).toContain('granted by the README')
  expect(textOf({}, 'MIT')).toContain('Copyright (c) Ann Author\n')
  expect(textOf({}, 'Apache-2.0')).toContain('Apache-2.0.txt')
  expect(textOf({}, 'ISC').trim()).toBe('')
})

it('a list of parts that is no CycloneDX 1.6 is refused with the place', () => {
  const valid = (bom: object): string => said(`const { demandValid } = await import('./scripts/dist/sbom.mjs'); await demandValid(${JSON.stringify(JSON.stringify(bom))}); console.log('valid')`)
  const bom = { bomFormat: 'CycloneDX', specVersion: '1.6', components: [{ type: 'library', name: 'some' }] }
  expect(valid(bom)).toContain('valid')
  expect(valid({ ...bom, components: [{ type: 'thing', name: 'some' }] })).toContain('/components/0/type')
}, 30_000)
