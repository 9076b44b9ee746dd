/** Two trainings at the same time: they end with the weights that each has alone, and the end of one is not that of the other. */
import { cpSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { CliProcess, isAlive, sample, studio, temporaryHome, until } from '../helpers/cli'

describe('several runs at once', { timeout: 180_000 }, () => {
  const home = temporaryHome()
  const images = temporaryHome()
  const inHome = (...args: string[]) => studio(...args, '--home', home.path, '--json')
  const settings = ['--dataset', 'few', '--channels', '4', '--cells', '1', '--batch', '16', '--rate', 'calr', '--momentum', 'separated']
  const runsOf = (result: Record<string, unknown>) => result['runs'] as { run: string; state: string; steps: number; weightsSha256: string; name: string }[]

  beforeAll(async () => {
    const folder = join(images.path, 'few')
    for (const name of ['bird', 'cat', 'ship']) {
      mkdirSync(join(folder, name), { recursive: true })
      cpSync(join(sample, 'test', name), join(folder, name), { recursive: true })
    }
    const added = await inHome('dataset', 'add', folder, '--name', 'few', '--image-size', '16')
    expect(added.code, added.stderr).toBe(0)
  }, 120_000)
  afterAll(() => {
    home.remove()
    images.remove()
  })

  it('takes the number from the settings, refuses what is none, and divides the cores', async () => {
    expect((await inHome('settings', 'set', 'workers', '0')).stderr).toContain('error [bad-argument]: workers: Jobs at once must be from 1 to 64, not 0')
    expect((await inHome('settings', 'set', 'workers', 'two')).code).toBe(2)
    expect((await inHome('settings', 'set', 'workers', '2')).result).toMatchObject({ settings: { workers: 2, threads: null } })
    expect((await inHome('settings', 'list')).result).toMatchObject({ settings: { workers: 2 } })
    // A machine of one core still computes; the share is a part of the run.
    expect((await inHome('settings', 'set', 'threads', '1')).result).toMatchObject({ settings: { threads: 1 } })
  })

  it('ends both with the weights that each has alone', async () => {
    const together = new CliProcess(['train', ...settings, '--steps', '60', '--seeds', '0,1', '--home', home.path, '--json'])
    // Both have begun before either ends.
    await together.line(({ event, figures, phase }) => event === 'progress' && String(phase).includes('2 at once') && typeof figures === 'object')
    const { code, result, stderr } = await together.ended
    expect(code, stderr).toBe(0)
    const both = runsOf(result)
    expect(both.map(({ state, steps }) => [state, steps])).toEqual([['finished', 60], ['finished', 60]])
    for (const [seed, { weightsSha256 }] of both.entries()) {
      const alone = await inHome('train', ...settings, '--steps', '60', '--seed', String(seed), '--name', `alone-${seed}`)
      expect(alone.result['weightsSha256']).toBe(weightsSha256)
    }
    expect(both[0]?.weightsSha256).not.toBe(both[1]?.weightsSha256)
    const shown = await inHome('show', both[0]?.run ?? '')
    expect(shown.result).toMatchObject({ config: { runtime: { threads: 1 } } })
  })

  it('stops both with a checkpoint at Ctrl-C', async () => {
    const cli = new CliProcess(['train', ...settings, '--steps', '100000', '--seeds', '2,3', '--home', home.path, '--json'])
    await cli.line(({ event, phase }) => event === 'progress' && String(phase).includes('2 at once'))
    const { workers } = cli.pids()
    expect(workers).toHaveLength(2)
    cli.signalGroup('SIGINT')
    const { code, result } = await cli.ended
    expect(code).toBe(130)
    // The system takes a moment to bury a process whose parent has just gone.
    expect(await until(() => !workers.some(isAlive), 5000)).toBe(true)
    const both = runsOf(result)
    expect(both.map(({ state }) => state)).toEqual(['stopped', 'stopped'])
    for (const { run, steps } of both) {
      const { result: shown } = await inHome('show', run)
      expect((shown['checkpoints'] as { step: number }[]).at(-1)?.step).toBe(steps)
    }
  })

  it('goes on with one when the process of the other dies', async () => {
    const cli = new CliProcess(['train', ...settings, '--steps', '200', '--seeds', '4,5', '--checkpoint-steps', '10', '--home', home.path, '--json'])
    await cli.line(({ event }) => event === 'checkpoint')
    const [victim] = cli.pids().workers
    if (victim === undefined) throw new Error('No worker is running.')
    process.kill(victim, 'SIGKILL')
    expect(await until(() => !isAlive(victim), 5000)).toBe(true)
    const { code, result } = await cli.ended
    expect(code).toBe(6)
    expect(runsOf(result).map(({ state }) => state).sort()).toEqual(['finished', 'interrupted'])
  })
})
