/** Ctrl-C, kill -9 and a second command while a run trains: each ends in a named state, and the run goes on. */
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

  it('stops after a checkpoint on Ctrl-C to the whole group, and resumes to the weights of an uninterrupted run', async () => {
    const whole = await inHome('train', ...training, '--steps', '200')
    expect(whole.code, whole.stderr).toBe(0)

    const { cli, run } = await train('--steps', '200')
    cli.signalGroup('SIGINT')
    const stopped = await cli.ended
    expect(stopped.code, stopped.stderr).toBe(130)
    expect(stopped.result).toMatchObject({ run, state: 'stopped', totalSteps: 200 })
    expect(Number(stopped.result['steps'])).toBeLessThan(200)

    const resumed = await inHome('resume', run, '--checkpoint-steps', '20')
    expect(resumed.code, resumed.stderr).toBe(0)
    expect(resumed.result).toMatchObject({ state: 'finished', steps: 200, weightsSha256: whole.result['weightsSha256'] })
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

  it('is interrupted when its worker is killed, says so, and can be resumed', async () => {
    const { cli, run } = await train(...many)
    process.kill(cli.pids().workers[0] ?? 0, 'SIGKILL')
    const ended = await cli.ended
    expect(ended.code).toBe(6)
    expect(ended.stderr).toContain('error [worker-died]')
    expect(ended.result).toMatchObject({ run, state: 'interrupted' })

    const resuming = new CliProcess(['resume', run, '--checkpoint-steps', '20', '--home', home.path, '--json'])
    started.push(resuming)
    const { step } = await resuming.line(({ event }) => event === 'started')
    expect(Number(step)).toBeGreaterThan(0)
    resuming.signalGroup('SIGTERM')
    expect((await resuming.ended).result).toMatchObject({ run, state: 'stopped' })
  })

  it('leaves no worker behind when main is killed, and is interrupted then', async () => {
    const { cli, run } = await train(...many)
    const { main, workers } = cli.pids()
    expect(workers).toHaveLength(1)
    process.kill(main, 'SIGKILL')
    expect(await until(() => workers.every((pid) => !isAlive(pid)), 10_000)).toBe(true)
    await cli.ended
    const { result } = await inHome('show', run)
    expect(result).toMatchObject({ run, state: 'interrupted' })
  })

  it('lets others look while it trains, and refuses a second writer with its process id', async () => {
    const { cli, run } = await train(...many)
    const [runs, shown, datasets] = await Promise.all([inHome('runs'), inHome('show', run), inHome('dataset', 'list')])
    expect(runs.code, runs.stderr).toBe(0)
    expect(shown.result).toMatchObject({ run, state: 'running' })
    expect(datasets.result['datasets']).toHaveLength(1)

    const second = await inHome('dataset', 'remove', 'sample')
    expect(second.code).toBe(5)
    expect(second.stderr).toContain('error [history-in-use]')
    expect(second.stderr).toContain(String(cli.pids().main))

    cli.signalGroup('SIGINT')
    expect((await cli.ended).code).toBe(130)
    const refused = await inHome('dataset', 'remove', 'sample')
    expect(refused.code).toBe(2)
    expect(refused.stderr).toContain(run)
  })
})
