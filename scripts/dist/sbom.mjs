import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Contrib, Enums, Models, Serialize, Spec, Validation } from '@cyclonedx/cyclonedx-library'
import validSpdxExpression from 'spdx-expression-parse'
import { SetupFailure } from '../setup/failure.mjs'
import { root } from '../setup/paths.mjs'

/** Writes the list of parts as a CycloneDX 1.6 bill of materials that its schema accepts. The same parts give the same file. */
export async function writeSbom(path, parts) {
  const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
  const main = component(Enums.ComponentType.Application, { ...manifest, licence: manifest.license })
  const bom = new Models.Bom({ metadata: new Models.Metadata({ component: main }) })
  for (const part of parts) {
    const type = part.purl?.startsWith('pkg:npm/') ? Enums.ComponentType.Library : Enums.ComponentType.Framework
    const one = component(type, part)
    bom.components.add(one)
    main.dependencies.add(one.bomRef)
  }
  const serializer = new Serialize.JsonSerializer(new Serialize.JSON.Normalize.Factory(Spec.Spec1dot6))
  const text = serializer.serialize(bom, { sortLists: true, space: 2 })
  await demandValid(text)
  writeFileSync(path, `${text}\n`)
}

/** Throws naming the place where the text is no CycloneDX 1.6, by the schema that comes with the library. */
export async function demandValid(text) {
  const findings = await new Validation.JsonStrictValidator(Spec.Version.v1dot6).validate(text)
  if (findings === null) return
  const { instancePath, message } = findings[0]
  throw new SetupFailure(`The list of parts is no valid CycloneDX 1.6: ${instancePath === '' ? 'its top' : instancePath} ${message}`)
}

const licences = new Contrib.License.Factories.LicenseFactory(validSpdxExpression)

function component(type, { name, version, licence, purl, hash, note }) {
  const one = new Models.Component(type, name, { version, purl, bomRef: purl ?? `${name}@${version}`, description: note })
  one.licenses.add(licences.makeFromString(licence))
  if (hash !== undefined) one.hashes.set(Enums.HashAlgorithm['SHA-256'], hash)
  return one
}
