/** P1: Ctrl-C to the whole group and kill -9 of the worker at random moments of a run of the real application. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { MetricRow } from '../../src-contract/domain/run'
import { openHistory } from '../../src-main/database/open-history'
import { CliProcess, sample, studio, temporaryHome } from '../helpers/cli'
import { allMetrics } from '../helpers/history-fixtures'
import { Campaign, trials, type Finding } from './harness'

/** Far more than the last interruption needs, so that a machine that becomes faster meanwhile has not ended by then. */
const steps = 240
const lastPoint = 140
const every = 20
const training = ['--dataset', 'sample', '--channels', '4', '--cells', '1', '--batch', '8', '--threads', '1', '--steps', String(steps)]
const checkpoints = ['--checkpoint-steps', String(every)]
const count = trials(4, 20)

describe('P1: interruptions', { timeout: 3_600_000 }, () => {
  const home = temporaryHome()
  const inHome = [...checkpoints, '--home', home.path, '--json']
  let weightsSha256: unknown
  let rows: readonly MetricRow[] = []
  let millisecondsPerStep = 0

  const rowsOf = async (run: unknown): Promise<MetricRow[]> => {
    const open = await openHistory(home.path, { purpose: 'look' })
    try {
      return await allMetrics(open.history, String(run))
    } finally {
      await open.close()
    }
  }

  beforeAll(async () => {
    const added = await studio('dataset', 'add', sample, '--name', 'sample', '--image-size', '8', '--home', home.path)
    expect(added.code, added.stderr).toBe(0)
    const whole = await studio('train', ...training, ...inHome)
    expect(whole.code, whole.stderr).toBe(0)
    ;({ weightsSha256 } = whole.result)
    rows = await rowsOf(whole.result['run'])
    expect(rows.map(({ step }) => step)).toEqual(Array.from({ length: steps }, (_, step) => step))
    millisecondsPerStep = (1000 * Number(whole.result['seconds'])) / steps
  }, 120_000)

  afterAll(() => home.remove())

  /** Trains up to about that step. */
  const trainUntil = async (step: number): Promise<{ cli: CliProcess; run: unknown }> => {
    const cli = new CliProcess(['train', ...training, ...inHome])
    const { run } = await cli.line(({ event }) => event === 'run')
    const before = step - (step % every)
    await cli.line(({ event, step: at }) => (before === 0 ? event === 'started' : event === 'checkpoint' && at === before))
    await new Promise((resolve) => setTimeout(resolve, (step % every) * millisecondsPerStep))
    return { cli, run }
  }

  const interrupt = async (kind: string, step: number): Promise<Finding> => {
    const { cli, run } = await trainUntil(step)
    const isCtrlC = kind === 'Ctrl-C'
    if (isCtrlC) cli.signalGroup('SIGINT')
    else process.kill(cli.pids().workers[0] ?? 0, 'SIGKILL')
    const ended = await cli.ended
    expect(ended.code, ended.stderr).toBe(isCtrlC ? 130 : 6)
    expect(ended.result).toMatchObject({ run, state: isCtrlC ? 'stopped' : 'interrupted', totalSteps: steps })
    if (!isCtrlC) expect(ended.stderr).toContain('error [worker-died]')
    const reached = Number(ended.result['steps'])
    expect(reached).toBeLessThan(steps)
    const saved = Number(ended.lines.findLast(({ event }) => event === 'checkpoint')?.['step'] ?? 0)
    if (isCtrlC) expect(saved).toBe(reached)

    const resumed = await studio('resume', String(run), ...inHome)
    expect(resumed.code, resumed.stderr).toBe(0)
    expect(resumed.result).toMatchObject({ state: 'finished', steps, weightsSha256 })
    const from = Number(resumed.lines.find(({ event }) => event === 'started')?.['step'])
    expect(await rowsOf(run)).toEqual(rows)
    return { before: { reached, saved }, after: { from }, lost: Math.max(0, saved - from) }
  }

  it(`${count} of them resume and end with the weights and metrics of a run that was never interrupted`, async () => {
    const campaign = new Campaign('P1')
    for (let trial = 0; trial < count; trial++) {
      // Six of seven after the first checkpoint.
      const step = campaign.integer(1, lastPoint)
      const kind = trial % 2 === 0 ? 'Ctrl-C' : 'SIGKILL'
      await campaign.fault(kind, `step ${step}`, () => interrupt(kind, step))
    }
    campaign.end()
  })
})
