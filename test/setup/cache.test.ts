import { spawn } from 'node:child_process'
import { readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { environment, find, folder, freshClone, node, root, script } from './scripts'

const cacheFolder = join(root, 'scripts/setup/cache-folder.mjs')
const lock = join(root, 'scripts/setup/lock.mjs')

/** A process that runs a module; `line` waits for the next line that it writes. */
function start(text: string) {
  const child = spawn(find('node'), script(text), { cwd: root, env: environment() })
  const lines: string[] = []
  const ended = new Promise<number | null>((resolve) => child.on('close', resolve))
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (chunk: string) => lines.push(...chunk.trim().split('\n')))
  const line = async (text: string): Promise<void> => {
    while (!lines.includes(text)) await new Promise((resolve) => setTimeout(resolve, 20))
  }
  return { child, lines, line, ended }
}

describe('cache folders', () => {
  it('are not taken for done where a set-up was killed half-way, whose remains the next one sweeps', () => {
    const text = (end: string) => script(`const { fillOnce, sweep } = await import('${cacheFolder}')
      const { writeFileSync } = await import('node:fs')
      sweep('${folder()}')
      await fillOnce('${join(folder(), 'part')}', (work) => { writeFileSync(work + '/half', ''); ${end} })`)
    expect(node(root, text("process.kill(process.pid, 'SIGKILL')")).signal).toBe('SIGKILL')
    expect(readdirSync(folder())).toEqual([expect.stringMatching(/^part\.tmp-/)])
    expect(node(root, text('')).status).toBe(0)
    expect(readdirSync(folder())).toEqual(['part'])
    expect(readdirSync(join(folder(), 'part')).sort()).toEqual(['half', 'manifest.json'])
  })

  it('are made again where a file is cut short, and left alone where not', () => {
    const fill = script(`const { fillOnce } = await import('${cacheFolder}')
      const { writeFileSync } = await import('node:fs')
      await fillOnce('${join(folder(), 'part')}', (work) => { console.log('filled'); writeFileSync(work + '/large', 'x'.repeat(200_000)) })`)
    expect(node(root, fill).stdout).toBe('filled\n')
    expect(node(root, fill).stdout).toBe('')
    writeFileSync(join(folder(), 'part/large'), 'x')
    const repaired = node(root, fill)
    expect(repaired.stdout).toBe('filled\n')
    expect(repaired.stderr).toBe(`Making ${join(folder(), 'part')} again: large has 1 bytes instead of 200000\n`)
    expect(readFileSync(join(folder(), 'part/large'))).toHaveLength(200_000)
  })

  it('are named by what they are made from', () => {
    const clone = freshClone()
    const names = () => node(clone, script("const { electronParts, electronDist, tensorflowDir, addonDir } = await import('./scripts/setup/paths.mjs'); console.log(JSON.stringify([electronParts, electronDist, tensorflowDir, addonDir]))")).stdout
    const changed = (from: string, to: string): boolean[] => {
      const [before, after] = [from, to].map((text) => JSON.parse(text) as string[])
      return (before ?? []).map((name, index) => name !== after?.[index])
    }
    const edit = (path: string, from: string, to: string): void => {
      const text = readFileSync(join(clone, path), 'utf8')
      expect(text).toContain(from)
      writeFileSync(join(clone, path), text.replace(from, to))
    }
    const first = names()
    edit('scripts/launcher/index.js', 'No application folder given.', 'No folder.')
    const launcher = names()
    expect(changed(first, launcher)).toEqual([false, true, false, false])
    edit('scripts/setup/pins.mjs', "'-O2'", "'-O3'")
    const flags = names()
    expect(changed(launcher, flags)).toEqual([false, false, false, true])
    edit('scripts/setup/pins.mjs', 'EnableNodeCliInspectArguments: true', 'EnableNodeCliInspectArguments: false')
    expect(changed(flags, names())).toEqual([true, true, false, false])
  })

  it('keep no archive that is not what is pinned', () => {
    const result = node(root, script(`const { fetchPinned } = await import('./scripts/setup/downloads.mjs')
      await fetchPinned({ archive: 'x', sha256: '00', megabytes: 1 }, 'node', ['-e', "require('fs').writeFileSync('x', 'y')"], 'A thing')`))
    expect(result.stderr).toContain('A thing does not match its pinned SHA-256')
    expect(readdirSync(join(folder(), 'cache/supernet-studio/downloads'))).toEqual([])
  })
})

describe('two set-ups at once', () => {
  const holder = (name: string, work: string) => `const { withLock } = await import('${lock}')
    await withLock('${name}', () => console.log('waiting'), async () => { console.log('has it'); ${work} })`
  const until = 'await new Promise((resolve) => process.stdin.once("data", resolve)); process.stdin.destroy()'

  it('do the work once: the second waits, and says so', async () => {
    const fill = holder(folder(), `const { fillOnce } = await import('${cacheFolder}'); await fillOnce('${join(folder(), 'part')}', async () => { console.log('filling'); ${until} })`)
    const first = start(fill)
    await first.line('filling')
    const second = start(fill)
    await second.line('waiting')
    expect(second.lines).toEqual(['waiting'])
    first.child.stdin.write('go')
    expect(await Promise.all([first.ended, second.ended])).toEqual([0, 0])
    expect(second.lines).toEqual(['waiting', 'has it'])
  })

  it('do not wait for one that was killed', async () => {
    const first = start(holder(folder(), until))
    await first.line('has it')
    const second = start(holder(folder(), ''))
    await second.line('waiting')
    first.child.kill('SIGKILL')
    expect(await second.ended).toBe(0)
    expect(second.lines).toEqual(['waiting', 'has it'])
  })
})
