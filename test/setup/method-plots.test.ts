/** The pictures and numbers of docs/method.md are what the functions that train give. */
import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { root } from './scripts'

it('docs/method.md shows what is computed', () => {
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => name !== 'ELECTRON_RUN_AS_NODE'))
  const { status, stdout, stderr } = spawnSync('node', ['scripts/method-plots.mjs', '--check'], { cwd: root, env, encoding: 'utf8' })
  expect(stderr).toBe('')
  expect(status).toBe(0)
  const [, mean, gamma] = /: (0\.\d+) of the rate at the start; .*: (\d\.\d+)$/m.exec(stdout) ?? []
  const text = readFileSync(join(root, 'docs/method.md'), 'utf8')
  expect(text).toContain(`drawn at random ${mean} · lr₀`)
  expect(text).toContain(`With γ = ${gamma} it has the mean rate`)
  for (const [, picture] of text.matchAll(/\]\((pictures\/[^)]+)\)/g)) expect(readFileSync(join(root, 'docs', picture ?? ''), 'utf8')).toContain('<svg')
})
