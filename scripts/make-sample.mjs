/**
 * Takes the sample of CIFAR-10 that the quick start uses from the whole set as class folders (train/<class>/*,
 * test/<class>/*): node scripts/make-sample.mjs FOLDER. Every tenth image by name, so 5,000 + 1,000, original bytes.
 */
import { cpSync, mkdirSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { root } from './setup/paths.mjs'

const [source] = process.argv.slice(2)
if (source === undefined) throw new Error('Usage: node scripts/make-sample.mjs FOLDER')
const target = join(root, 'resources/sample/cifar10')
rmSync(target, { recursive: true, force: true })
for (const role of ['train', 'test']) {
  for (const name of readdirSync(join(source, role))) {
    mkdirSync(join(target, role, name), { recursive: true })
    const files = readdirSync(join(source, role, name)).sort()
    files.forEach((file, i) => i % 10 === 0 && cpSync(join(source, role, name, file), join(target, role, name, file)))
  }
}
