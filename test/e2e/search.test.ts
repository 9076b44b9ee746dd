/** Searches on the command line: begun, killed, gone on with, shown, exported, read back from their logs, refused. */
import { readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { CliProcess, sample, studio, temporaryHome } from '../helpers/cli'

type Row = Readonly<Record<string, string>>

describe('searches of a run', { timeout: 180_000 }, () => {
  const home = temporaryHome()
  // Not in the home folder, which holds nothing but its own.
  const outside = temporaryHome()
  const inHome = (...args: string[]) => studio(...args, '--home', home.path, '--json')
  const started: CliProcess[] = []
  let run = ''

  /** The exported candidates, without the column of time. */
  const exported = async (search: string): Promise<Row[]> => {
    const file = join(outside.path, 'out.csv')
    const { code, stderr } = await inHome('search', 'export', search, '--csv', file)
    expect(code, stderr).toBe(0)
    const [head = '', ...lines] = readFileSync(file, 'utf8').trim().split('\n')
    const cells = (line: string) => line.match(/("[^"]*"|[^,]*)(,|$)/g)?.map((cell) => cell.replace(/,$/, '')) ?? []
    const names = cells(head)
    return lines.map((line) => Object.fromEntries(cells(line).flatMap((cell, at) => (names[at] === undefined || names[at] === 'seconds' || names[at] === '' ? [] : [[names[at], cell]]))))
  }

  beforeAll(async () => {
    expect((await inHome('dataset', 'add', sample, '--name', 'sample')).code).toBe(0)
    const trained = await inHome('train', '--dataset', 'sample', '--channels', '4', '--cells', '1', '--batch', '16', '--threads', '1', '--steps', '4')
    expect(trained.code, trained.stderr).toBe(0)
    run = String(trained.result['run'])
  }, 120_000)

  afterAll(() => {
    for (const cli of started) if (cli.child.exitCode === null && cli.child.signalCode === null) cli.signalGroup('SIGKILL')
    home.remove()
    outside.remove()
  })

  it('killed in the middle it goes on to the very candidates of a search that was not', async () => {
    const args = ['search', run, '--method', 'random', '--evaluations', '300', '--score', 'loss', '--images', '64', '--batch', '32', '--seed', '3']
    const whole = await inHome(...args)
    expect(whole.code, whole.stderr).toBe(0)
    expect(whole.result).toMatchObject({ state: 'finished', candidates: 300, evaluations: 300, optimum: { cifar10: 94.37 } })

    const cli = new CliProcess([...args, '--home', home.path, '--json'])
    started.push(cli)
    const { search } = await cli.line(({ event }) => event === 'search')
    await cli.line(({ event, done }) => event === 'progress' && Number(done) > 130)
    cli.signalGroup('SIGKILL')
    await cli.ended
    const cut = (await inHome('search', 'show', String(search))).result
    expect(cut).toMatchObject({ state: 'interrupted' })
    expect(Number(cut['candidates'])).toBeGreaterThan(60)
    expect(Number(cut['candidates'])).toBeLessThan(300)
    const resumed = await inHome('search', 'resume', String(search))
    expect(resumed.code, resumed.stderr).toBe(0)
    expect(resumed.result).toMatchObject({ search, state: 'finished', candidates: 300 })
    expect(await exported(String(search))).toEqual(await exported(String(whole.result['search'])))
    expect((await inHome('search', 'resume', String(search))).code).toBe(2)
  })

  it('keeps to its limits, with the table as scorer and with measured latency', async () => {
    const found = await inHome('search', run, '--method', 'evolution', '--generations', '4', '--scorer', 'table:cifar100', '--max-parameters', '9000', '--max-multiply-adds', '1100000')
    expect(found.code, found.stderr).toBe(0)
    const rows = await exported(String(found.result['search']))
    expect(rows).toHaveLength(200)
    for (const { parameters, multiply_adds } of rows) expect([Number(parameters) <= 9000, Number(multiply_adds) <= 1_100_000]).toEqual([true, true])
    const best = found.result['best'] as { truth: { cifar100: number }; regret: { cifar100: number } }
    expect(best.truth.cifar100).toBe(Math.max(...rows.map(({ true_cifar100 }) => Number(true_cifar100))))
    expect(best.regret.cifar100).toBeCloseTo((found.result['optimum'] as { cifar100: number }).cifar100 - best.truth.cifar100, 10)

    const front = await inHome('search', run, '--method', 'nsga2', '--cost', 'latency', '--population', '6', '--generations', '2', '--images', '32')
    expect(front.code, front.stderr).toBe(0)
    expect(front.result).toMatchObject({ front: { cost: 'latency' }, config: { latency: { batch: 1, threads: 1 } } })
    const latencies = (await exported(String(front.result['search']))).map(({ latency_ms }) => Number(latency_ms))
    expect(latencies).toHaveLength(12)
    expect(Math.min(...latencies)).toBeGreaterThan(0)
  })

  it('stops when asked, and shows and lists what there is', async () => {
    const cli = new CliProcess(['search', run, '--method', 'exhaustive', '--images', '64', '--home', home.path, '--json'])
    started.push(cli)
    await cli.line(({ event, done }) => event === 'progress' && Number(done) > 3)
    cli.signalGroup('SIGINT')
    const ended = await cli.ended
    expect([ended.code, ended.result['state']]).toEqual([130, 'stopped'])
    expect(Number(ended.result['candidates'])).toBeGreaterThan(3)
    const text = await studio('search', 'show', String(ended.result['search']), '--home', home.path)
    expect(text.stdout).toContain('Pareto front, score against parameters')
    const { searches } = (await inHome('search', 'list')).result as { searches: { search: string; state: string }[] }
    expect(searches[0]).toMatchObject({ search: ended.result['search'], state: 'stopped' })
    expect((await inHome('search', 'remove', String(ended.result['search']))).code).toBe(0)
    expect((await inHome('search', 'show', String(ended.result['search']))).code).toBe(4)
  })

  it('refuses what cannot be or would do nothing', async () => {
    const refused = async (...args: string[]) => {
      const { code, stderr } = await inHome('search', run, ...args)
      return [code, stderr.slice(stderr.lastIndexOf('error'))] as const
    }
    expect(await refused('--seed', '1')).toEqual([2, expect.stringContaining('--method is missing')])
    expect(await refused('--method', 'random', '--parents', '4')).toEqual([2, expect.stringContaining('--parents is no setting of --method random')])
    expect(await refused('--method', 'random', '--latency-batch', '4')).toEqual([2, expect.stringContaining('--latency-batch does nothing here')])
    expect(await refused('--method', 'evolution', '--population', '20')).toEqual([2, expect.stringContaining('more than --population 20')])
    expect(await refused('--method', 'random', '--scorer', 'table:cifar11')).toEqual([2, expect.stringContaining('is no scorer')])
    expect(await refused('--method', 'random', '--scorer', 'table:cifar10', '--images', '8')).toEqual([2, expect.stringContaining('needs no images')])
    expect(await refused('--method', 'random', '--mutation-probability', '.1')).toEqual([2, expect.stringContaining('it is one of evolution and nsga2.')])
    const before = (await inHome('search', 'list')).result['searches']
    expect(await refused('--method', 'random', '--max-parameters', '100')).toEqual([3, expect.stringContaining('the least is')])
    expect((await inHome('search', 'list')).result['searches']).toEqual(before)
    // What is an option of `search` itself is none of its sub-commands.
    expect((await inHome('search', 'list', '--method', 'random')).code).toBe(2)
    expect((await inHome('rank', 'import', 'scores.csv', '--estimate')).code).toBe(2)
    expect((await inHome('search', 'resume', 'nothing')).code).toBe(4)
  })

  // Last: data sets are in no log, so the run has none after this.
  it('is read back from its log when the history is lost', async () => {
    const before = (await inHome('search', 'list')).result['searches'] as { search: string; state: string; candidates: number }[]
    const rows = await exported(String(before[0]?.search))
    for (const part of ['', '-wal', '-shm']) rmSync(join(home.path, `history.sqlite${part}`), { force: true })
    rmSync(join(home.path, 'backups'), { recursive: true })
    const after = (await inHome('search', 'list')).result['searches'] as typeof before
    const facts = (list: typeof before) => list.map(({ search, state, candidates }) => ({ search, state, candidates })).sort((a, b) => (a.search < b.search ? -1 : 1))
    expect(facts(after)).toEqual(facts(before))
    expect(await exported(String(before[0]?.search))).toEqual(rows)
  })
})
