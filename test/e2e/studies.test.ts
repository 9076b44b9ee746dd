/** A study on the command line: killed, stopped and resumed it is the same study; its parts joined are the whole. */
import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { CliProcess, sample, studio, temporaryHome, until } from '../helpers/cli'

interface Shown {
  readonly name: string
  readonly done: number
  readonly total: number
  readonly runs: readonly { readonly arm: string; readonly seed: number; readonly state: string; readonly run: string | null; readonly imported: boolean }[]
  readonly arms: readonly { readonly arm: string; readonly figures: Readonly<Record<string, { readonly n: number; readonly mean: number; readonly std: number | null }>> }[]
  readonly differences: readonly { readonly arm: string; readonly figure: string; readonly n: number; readonly low: number | null }[]
  readonly notes: readonly string[]
}

const file = (name: string, arms: object): string =>
  JSON.stringify({
    format: 1,
    name,
    dataset: 'pictures',
    settings: { channels: 4, cells: 1, batch: 16, steps: 60, threads: 1, trainImages: 640 },
    arms,
    seeds: [0, 1],
    reference: 'cosine',
    ranking: { architectures: 'random:12', images: 64, batch: 32 },
    figures: { primary: [{ figure: 'kendallTau', score: 'loss', truth: 'cifar10' }], secondary: [{ figure: 'complexityBias', score: 'loss', truth: 'cifar10' }, { figure: 'finalLoss' }] },
  })
const arms = [{ name: 'cosine' }, { name: 'both', settings: { rate: 'calr', momentum: 'separated' } }]

describe('a study', { timeout: 300_000 }, () => {
  const homes = [temporaryHome(), temporaryHome(), temporaryHome()] as const
  const files = temporaryHome()
  const [whole, part, other] = homes.map((home) => (...args: string[]) => studio(...args, '--home', home.path, '--json')) as [typeof studio, typeof studio, typeof studio]
  const small = join(files.path, 'small.json')
  const started: CliProcess[] = []
  let shown: Shown

  beforeAll(async () => {
    writeFileSync(small, file('small', arms))
    for (const inHome of [whole, part, other]) {
      const added = await inHome('dataset', 'add', sample, '--name', 'pictures', '--image-size', '16')
      expect(added.code, added.stderr).toBe(0)
    }
  }, 200_000)

  afterAll(() => {
    for (const cli of started) if (cli.child.exitCode === null) cli.signalGroup('SIGKILL')
    for (const home of [...homes, files]) home.remove()
  })

  const begin = (...args: string[]): CliProcess => {
    const cli = new CliProcess(['study', ...args, '--checkpoint-steps', '10', '--home', homes[0].path, '--json'])
    started.push(cli)
    return cli
  }
  const trains = (arm: string, seed: number) => (line: Record<string, unknown>): boolean => line['event'] === 'study-run' && line['arm'] === arm && line['seed'] === seed && line['state'] === 'running'
  const checkpointAfter = async (cli: CliProcess, arm: string, seed: number): Promise<void> => {
    await cli.line(trains(arm, seed))
    const before = cli.lines().filter(({ event }) => event === 'checkpoint').length
    let seen = 0
    await cli.line(({ event }) => event === 'checkpoint' && ++seen > before)
  }

  it('goes on where it was killed and where it was stopped, makes nothing twice, and refuses a changed file', async () => {
    const killed = begin('run', small)
    await checkpointAfter(killed, 'both', 0)
    process.kill(killed.pids().main, 'SIGKILL')
    await killed.ended
    const after = (await whole('study', 'show', 'small')).result as unknown as Shown
    expect(after.runs.map(({ arm, seed, state }) => `${arm} ${seed} ${state}`)).toEqual(['cosine 0 done', 'cosine 1 waiting', 'both 0 interrupted', 'both 1 waiting'])
    expect(after.notes[0]).toContain('cosine seed 1 (not begun)')

    const stopped = begin('resume', 'small')
    await checkpointAfter(stopped, 'cosine', 1)
    const asked = await whole('study', 'stop', 'small')
    expect([asked.code, asked.result], asked.stderr).toEqual([0, expect.objectContaining({ name: 'small', stopped: true })])
    expect((await stopped.ended).code).toBe(130)
    const between = (await whole('study', 'show', 'small')).result as unknown as Shown
    expect(between.runs.map(({ state }) => state)).toEqual(['done', 'stopped', 'done', 'waiting'])
    expect((await whole('study', 'stop', 'small')).result).toMatchObject({ stopped: false })

    // While a worker starts, no run of the study is one that trains yet.
    const starting = begin('resume', 'small')
    await starting.line(trains('cosine', 1))
    expect(await until(() => starting.pids().workers.length > 0, 30_000)).toBe(true)
    const [worker = 0] = starting.pids().workers
    process.kill(worker, 'SIGSTOP')
    const asking = whole('study', 'stop', 'small')
    await Promise.race([asking, starting.line(({ event }) => event === 'stopping')])
    process.kill(worker, 'SIGCONT')
    expect((await asking).result).toMatchObject({ stopped: true })
    expect((await starting.ended).code).toBe(130)

    const changed = join(files.path, 'changed.json')
    writeFileSync(changed, file('small', arms).replace('"kendallTau"', '"spearman"'))
    const refused = await whole('study', 'run', changed)
    expect([refused.code, refused.stderr], refused.stderr).toEqual([3, expect.stringContaining('There is already a study "small" with 3 runs')])

    const ended = await begin('run', small).ended
    expect(ended.code, ended.stderr).toBe(0)
    shown = ended.result as unknown as Shown
    expect([shown.done, shown.total, shown.notes]).toEqual([4, 4, []])
    expect(new Set(shown.runs.map(({ run }) => run)).size).toBe(4)
    expect((await whole('runs')).result['runs']).toHaveLength(4)
    for (const { figures } of shown.arms) expect(Object.entries(figures).map(([key, { n }]) => [key, n])).toEqual([['kendallTau.loss.cifar10', 2], ['complexityBias.loss.cifar10', 2], ['finalLoss', 2]])
    expect(shown.differences.map(({ arm, n, low }) => [arm, n, typeof low])).toEqual([0, 1, 2].map(() => ['both', 2, 'number']))
    const again = await begin('run', small).ended
    expect([again.code, again.lines.filter(({ event }) => event === 'started')]).toEqual([0, []])
  })

  it('made in parts on two machines gives the same numbers, and imported runs are not made again', async () => {
    expect((await part('study', 'run', small, '--seeds', '7')).code).toBe(2)
    expect((await part('study', 'list')).result['studies'], 'one that could not begin is not kept').toEqual([])
    const first = await part('study', 'run', small, '--seeds', '1')
    expect([first.code, first.result['asked']], first.stderr).toEqual([0, 2])
    const folder = join(files.path, 'part-1')
    const exported = await part('study', 'export', 'small', folder)
    expect([exported.code, exported.result['runs']], exported.stderr).toEqual([0, 2])

    const joined = await other('study', 'import', folder)
    expect([joined.code, joined.result], joined.stderr).toEqual([0, expect.objectContaining({ added: 2, equal: 0, done: 2 })])
    const rest = await other('study', 'resume', 'small')
    expect([rest.code, rest.lines.filter(({ event }) => event === 'started')], rest.stderr).toEqual([0, [expect.anything(), expect.anything()]])
    const result = rest.result as unknown as Shown
    expect(result.runs.map(({ imported }) => imported)).toEqual([false, true, false, true])
    // Killed, stopped and resumed, or at one go in parts: the weights are the same bits, and so is all that is computed from them.
    expect(result.arms).toEqual(shown.arms)
    expect(result.differences).toEqual(shown.differences)

    const all = join(files.path, 'all')
    expect((await whole('study', 'export', 'small', all)).code).toBe(0)
    const again = await other('study', 'import', all, folder)
    expect([again.code, again.result], again.stderr).toEqual([0, expect.objectContaining({ added: 0, equal: 6 })])
    expect(readFileSync(join(all, 'runs.csv'), 'utf8').trim().split('\n')).toHaveLength(5)
    expect(readFileSync(join(all, 'study.json'), 'utf8')).toBe(readFileSync(small, 'utf8'))
    expect(readFileSync(join(all, 'tables.tex'), 'utf8')).toContain('\\begin{tabular}')
    const text = await studio('study', 'show', 'small', '--home', homes[2].path)
    expect(text.stdout).toContain('done (imported)')
    const removed = await other('study', 'remove', 'small')
    expect((removed.result['runs'] as unknown[]).length).toBe(2)
    expect((await other('runs')).result['runs']).toHaveLength(2)
    // Entered anew, it finds its own runs again, as after a history was read back from its logs.
    const found = await other('study', 'run', small, '--seeds', '0')
    expect([found.code, found.result['askedDone'], found.lines.filter(({ event }) => event === 'started')], found.stderr).toEqual([0, 2, []])
    expect((await other('runs')).result['runs']).toHaveLength(2)
  })

  it('finds its runs again in a history of the logs alone, and evaluates them with the images imported anew', async () => {
    for (const lost of ['history.sqlite', 'history.sqlite-wal', 'backups']) rmSync(join(homes[1].path, lost), { recursive: true, force: true })
    const added = await part('dataset', 'add', sample, '--name', 'pictures', '--image-size', '16')
    expect(added.code, added.stderr).toBe(0)
    const found = await part('study', 'run', small, '--seeds', '1')
    expect([found.code, found.result['askedDone'], found.lines.filter(({ event }) => event === 'started')], found.stderr).toEqual([0, 2, []])
    const alone = (await whole('study', 'show', 'small')).result as unknown as { arms: { figures: Record<string, { values: { seed: number; value: number }[] }> }[] }
    const again = found.result as unknown as typeof alone
    for (const [at, { figures }] of again.arms.entries()) {
      for (const [key, { values }] of Object.entries(figures)) expect(values, key).toEqual(alone.arms[at]?.figures[key]?.values.filter(({ seed }) => seed === 1))
    }
  })

  it('takes its figures from the tracked architectures, two runs at once', async () => {
    const path = join(files.path, 'tracked.json')
    const settings = { channels: 4, cells: 1, batch: 32, epochs: 3, threads: 1, trainImages: 640, trackEvery: 2, trackArchitectures: { kind: 'random', count: 12 }, trackImages: 64 }
    writeFileSync(path, JSON.stringify({ ...(JSON.parse(file('tracked', arms)) as object), settings, ranking: undefined }))
    expect((await other('settings', 'set', 'workers', '2')).code).toBe(0)
    const ran = await other('study', 'run', path, '--seeds', '1')
    expect(ran.code, ran.stderr).toBe(0)
    const at = (wanted: (line: Record<string, unknown>) => boolean): number => ran.lines.findIndex(wanted)
    expect(at(trains('both', 1))).toBeLessThan(at(({ event, state }) => event === 'study-run' && state === 'done'))
    const folder = join(files.path, 'tracked')
    expect((await other('study', 'export', 'tracked', folder)).code).toBe(0)
    const curve = (arm: string, name: string): string[][] => readFileSync(join(folder, 'curves.csv'), 'utf8').split('\n').filter((line) => line.startsWith(`${arm},1,${name},`)).map((line) => line.split(',').slice(3))
    const { arms: means } = ran.result as unknown as Shown
    for (const { arm, figures } of means) {
      expect(curve(arm, 'kendallTau.loss.cifar10')).toEqual([['40', expect.anything()], ['60', String(figures['kendallTau.loss.cifar10']?.mean)]])
      expect(curve(arm, 'loss')).toHaveLength(60)
    }
    const run = (ran.result as unknown as Shown).runs.find(({ arm, seed }) => arm === 'both' && seed === 1)
    const { tracking } = (await other('show', String(run?.run))).result as { tracking: { step: number; byLoss: { kendallTau: { cifar10: number } } }[] }
    expect(tracking.map(({ step, byLoss }) => [String(step), String(byLoss.kendallTau.cifar10)])).toEqual(curve('both', 'kendallTau.loss.cifar10'))
  })

  it('names runs that failed, makes the others, and tries them again only when asked', async () => {
    const path = join(files.path, 'diverging.json')
    writeFileSync(path, file('diverging', [{ name: 'wild', settings: { lr: 100, weightDecay: 1, batch: 8, steps: 500 } }, { name: 'cosine', settings: { steps: 5 } }]))
    const first = await part('study', 'run', path, '--seeds', '0')
    expect([first.code, first.stderr]).toEqual([6, expect.stringContaining('[study-incomplete]: 1 of the runs are not done: wild seed 0 (failed:')])
    expect((first.result as unknown as Shown).runs.filter(({ seed }) => seed === 0).map(({ state }) => state)).toEqual(['failed', 'done'])
    const kept = await part('study', 'resume', 'diverging', '--seeds', '0')
    expect([kept.code, kept.lines.filter(({ event }) => event === 'started')]).toEqual([6, []])
    const retried = await part('study', 'resume', 'diverging', '--seeds', '0', '--retry-failed')
    expect([retried.code, retried.lines.filter(({ event }) => event === 'started')]).toEqual([6, [expect.anything()]])
    const wrong = join(files.path, 'wrong.json')
    writeFileSync(wrong, file('wrong', [{ name: 'cosine' }, { name: 'gamma', settings: { gamma: 3 } }]))
    const refused = await part('study', 'run', wrong)
    expect([refused.code, refused.stderr]).toEqual([2, expect.stringContaining('Arm "gamma" of study "wrong": --gamma applies to --rate fixed only')])
    // An evaluation that does not fit is told before anything is trained, and the list of studies stays readable.
    for (const [name, ranking, reason] of [['many-images', { architectures: 'random:12', images: 100_000 }, 'asks for 100000 images'], ['many-architectures', { architectures: 'random:20000' }, 'has 15625 architectures']] as const) {
      const unfit = join(files.path, `${name}.json`)
      writeFileSync(unfit, JSON.stringify({ ...(JSON.parse(file(name, arms)) as object), ranking }))
      const told = await part('study', 'run', unfit)
      expect([told.code !== 0, told.stderr]).toEqual([true, expect.stringContaining(reason)])
      expect(told.lines.filter(({ event }) => event === 'started')).toEqual([])
    }
    expect((await part('study', 'list')).code).toBe(0)
    expect((await part('study', 'run', small, '--arms', 'cosine,none')).stderr).toContain('"none" is no arm of study "small"')
  })
})
