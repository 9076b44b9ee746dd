import { cpSync, mkdirSync, readFileSync, readdirSync, readlinkSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { freshClone, node, root } from './scripts'

/** A clone that shares the installed packages and has an application of one line. */
function smallClone(): string {
  const clone = freshClone()
  symlinkSync(join(root, 'node_modules'), join(clone, 'node_modules'))
  cpSync(join(root, 'tsconfig.json'), join(clone, 'tsconfig.json'))
  mkdirSync(join(clone, 'src-main'))
  const main = "main: { build: { rolldownOptions: { input: { index: 'src-main/index.ts' } } } }"
  writeFileSync(join(clone, 'electron.vite.config.ts'), `import { defineConfig } from 'electron-vite'\nexport default defineConfig({ ${main} })\n`)
  return clone
}

it('builds what has changed, by content; a failed build tells the compiler’s words and changes nothing', { timeout: 60_000 }, () => {
  const clone = smallClone()
  const source = join(clone, 'src-main/index.ts')
  const build = () => node(clone, ['scripts/build.mjs'], { XDG_CACHE_HOME: process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache') })
  const built = () => readFileSync(join(clone, 'out/main/index.js'), 'utf8')

  writeFileSync(source, 'console.log("one" as string)\n')
  expect(build()).toMatchObject({ status: 0, stderr: '' })
  expect(built()).toContain('"one"')
  const first = readlinkSync(join(clone, 'out'))

  // A mark in the bundle shows whether it is made anew.
  writeFileSync(join(clone, 'out/main/index.js'), `${built()}// mark\n`)
  const future = new Date(Date.now() + 1e9)
  utimesSync(source, future, future)
  expect(build().status).toBe(0)
  expect(built()).toContain('// mark')

  writeFileSync(source, 'console.log("two" as )\n')
  const failed = build()
  expect(failed.status).toBe(1)
  expect(failed.stderr).toMatch(/^error: The sources do not build; the build before stays as it was. The bundler says:\n/)
  expect(failed.stderr).toContain('src-main/index.ts:1:22')
  expect(failed.stderr).not.toMatch(/^\s+at /m)
  expect(readlinkSync(join(clone, 'out'))).toBe(first)
  expect(readdirSync(join(clone, 'out.bundles'))).toEqual([first.split('/').at(-1)])

  writeFileSync(source, 'console.log("two" as string)\n')
  expect(build().status).toBe(0)
  expect(built()).toContain('"two"')
  // An application that was started from the first bundle still finds its files.
  expect(readFileSync(join(clone, first, 'main/index.js'), 'utf8')).toContain('"one"')
})
