import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

const script = fileURLToPath(new URL('../../../scripts/make-ground-truth.mjs', import.meta.url))
const bundled = readFileSync(new URL('../../../resources/ground-truth/nas-bench-201.csv', import.meta.url), 'utf8')
let folder: string
let source: string[]

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'ground-truth-'))
  // A full table has further columns, another order and other spellings of the same numbers.
  source = bundled.trimEnd().split('\n').map((line, row) => {
    const [index, ...rest] = line.split(',')
    const subset = rest.pop()
    if (row === 0) return ['arch', 'in_paper_eval_subset', 'index', ...rest].join(',')
    return ['|none~0|', subset, index, ...rest.map((value) => (value.includes('.') ? `${value}0` : `${value}.0`))].join(',')
  })
})

afterAll(() => rmSync(folder, { recursive: true, force: true }))

function make(lines: readonly string[]) {
  const [input, output] = [join(folder, 'in.csv'), join(folder, 'out.csv')]
  writeFileSync(input, `${lines.join('\n')}\n`)
  const { status, stderr } = spawnSync(process.execPath, [script, input, output], { encoding: 'utf8', env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' } })
  return { status, stderr, output }
}

describe('make-ground-truth', () => {
  it('makes the bundled table from a full one', () => {
    const { status, output } = make(source)
    expect(status).toBe(0)
    expect(readFileSync(output, 'utf8')).toBe(bundled)
  })

  it('names the line of a bad row', () => {
    const bad = source.with(5, (source[5] ?? '').replace(/[\d.]+$/, '101'))
    expect(make(bad)).toMatchObject({ status: 3, stderr: expect.stringContaining('line 6: an accuracy') as string })
    expect(make(source.slice(0, -1))).toMatchObject({ status: 3, stderr: expect.stringContaining('15625 rows are needed') as string })
    expect(make(source.with(0, 'index'))).toMatchObject({ status: 3, stderr: expect.stringContaining('no column cifar10_valid') as string })
  })
})
