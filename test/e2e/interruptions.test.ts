/** Signals to main and a second command while a run trains or is ranked; test/faults/interruptions.test.ts has the campaign. */
import { writeFileSync } from 'node:fs'
import { constants, getPriority } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { CliProcess, isAlive, sample, studio, temporaryHome, until } from '../helpers/cli'

const training = ['--dataset', 'sample', '--channels', '4', '--cells', '1', '--batch', '16', '--threads', '1', '--checkpoint-steps', '20']
const many = ['--steps', '100000']

describe('a training that does not end by itself', { timeout: 90_000 }, () => {
  const home = temporaryHome()
  const inHome = (...args: string[]) => studio(...args, '--home', home.path, '--json')
  const started: CliProcess[] = []

  const train = async (...args: string[]): Promise<{ cli: CliProcess; run: string }> => {
    const cli = new CliProcess(['train', ...training, ...args, '--home', home.path, '--json'])
    started.push(cli)
    await cli.line(({ event }) => event === 'checkpoint')
    const { run } = await cli.line(({ event }) => event === 'run')
    return { cli, run: String(run) }
  }

  beforeAll(async () => {
    const added = await inHome('dataset', 'add', sample, '--name', 'sample')
    expect(added.code, added.stderr).toBe(0)
  }, 60_000)

  afterAll(() => {
    for (const cli of started) if (cli.child.exitCode === null) cli.signalGroup('SIGKILL')
    home.remove()
  })

  it('trains a supernet whose tensors take more than 2 GB, which Electron gives nobody in one piece', async () => {
    const { code, stderr } = await inHome('train', '--dataset', 'sample', '--channels', '32', '--steps', '2')
    expect(code, stderr).toBe(0)
  })

  it('stops after a checkpoint when the whole group is asked to end', async () => {
    const { cli, run } = await train(...many)
    cli.signalGroup('SIGTERM')
    expect((await cli.ended).result).toMatchObject({ run, state: 'stopped' })
  })

  it('answers a second Ctrl-C while it is stopping', async () => {
    const { cli } = await train(...many)
    const { main, workers } = cli.pids()
    const worker = workers[0] ?? 0
    // A worker that cannot react leaves time for the second one.
    process.kill(worker, 'SIGSTOP')
    process.kill(main, 'SIGINT')
    await cli.line(({ event }) => event === 'stopping')
    process.kill(main, 'SIGINT')
    await cli.line(({ event, message }) => event === 'stopping' && String(message).startsWith('Already stopping'))
    process.kill(worker, 'SIGCONT')
    expect((await cli.ended).code).toBe(130)
  })

  it('computes at a lower priority; leaves no worker behind when main is killed, and is interrupted then', async () => {
    const { cli, run } = await train(...many)
    const { main, workers } = cli.pids()
    expect(workers.map(getPriority)).toEqual([constants.priority.PRIORITY_BELOW_NORMAL])
    process.kill(main, 'SIGKILL')
    expect(await until(() => workers.every((pid) => !isAlive(pid)), 10_000)).toBe(true)
    await cli.ended
    const { result } = await inHome('show', run)
    expect(result).toMatchObject({ run, state: 'interrupted' })
  })

  it('goes on with a stopped ranking, also where the newest checkpoint is damaged and an older one took its place', async () => {
    const trained = await inHome('train', ...training, '--steps', '40')
    const run = String(trained.result['run'])
    writeFileSync(join(home.path, 'runs', run, 'checkpoints/40/state.safetensors'), 'cut off')
    const ranked: string[] = []
    for (const part of ['first', 'second']) {
      const cli = new CliProcess(['rank', run, '--architectures', 'all', '--images', '32', '--home', home.path, '--json'])
      started.push(cli)
      await cli.line(({ event, message }) => event === 'warning' && String(message).includes(`${part === 'first' ? 'begins anew' : 'goes on'} with that of step 20`))
      // Scores come when the estimate is done.
      await cli.line(({ event, phase }) => event === 'progress' && phase === 'Ranking')
      cli.signalGroup('SIGINT')
      const { code, result } = await cli.ended
      expect(code).toBe(130)
      ranked.push(String(result['ranking']))
    }
    expect(ranked[1]).toBe(ranked[0])
    expect((await inHome('show', run)).result).toMatchObject({ rankings: [{ state: 'stopped', checkpointStep: 20, askedStep: 40 }] })
  })

  it('lets others look while it trains, and refuses a second writer with its process id', async () => {
    const { cli, run } = await train(...many)
    const [runs, shown, datasets] = await Promise.all([inHome('runs'), inHome('show', run), inHome('dataset', 'list')])
    expect(runs.code, runs.stderr).toBe(0)
    expect(shown.result).toMatchObject({ run, state: 'running', datasetName: 'sample' })
    expect(datasets.result['datasets']).toHaveLength(1)

    const second = await inHome('dataset', 'remove', 'sample')
    expect(second.code).toBe(5)
    expect(second.stderr).toContain('error [history-in-use]')
    expect(second.stderr).toContain(`in use by a command in a terminal (process ${cli.pids().main})`)

    cli.signalGroup('SIGINT')
    expect((await cli.ended).code).toBe(130)
    const refused = await inHome('dataset', 'remove', 'sample')
    expect(refused.code).toBe(3)
    expect(refused.stderr).toContain(run)
  })
})
