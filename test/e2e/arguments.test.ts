/** What a user can type wrong, with message and exit code, and output that arrives whole. */
import { spawn } from 'node:child_process'
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openHistory } from '../../src-main/database/open-history'
import { resolveTrainConfig } from '../../src-main/jobs/resolve-train-config'
import { CliProcess, root, studio, temporaryHome } from '../helpers/cli'
import { datasetRecord } from '../helpers/train-config'

const home = temporaryHome()
const elsewhere = temporaryHome()
const versions = { studio: '0', electron: '0', node: '0', tfjs: '0', tensorflow: '0', sqlite: '0' }
const runs = 4000

beforeAll(async () => {
  const open = await openHistory(home.path)
  if (open.access !== 'owner') throw new Error('The history is new and must be ours.')
  const dataset = datasetRecord({ name: 'pictures', imageSize: 32 })
  open.history.addDataset(dataset)
  open.history.addDataset(datasetRecord({ id: 'odd', name: 'odd', imageSize: 30 }))
  const config = resolveTrainConfig({ dataset: 'pictures' }, dataset, 2)
  for (let number = 0; number < runs; number++) {
    open.history.addRun({ id: `run${number}`, name: `${number} ${'x'.repeat(200)}`, config, totalSteps: 1, versions })
  }
  await open.close()
}, 120_000)

afterAll(() => {
  home.remove()
  elsewhere.remove()
})

describe('wrong arguments', { timeout: 60_000 }, () => {
  const folder = join(elsewhere.path, 'files')
  mkdirSync(folder)
  writeFileSync(join(folder, 'bad.txt'), '0\nnonsense\n')
  mkdirSync(join(folder, 'empty'))

  const cases: readonly (readonly [arguments_: string, code: number, message: string])[] = [
    ['trian', 2, "error [unknown-option]: Unknown command 'trian' (Did you mean train?)"],
    ['train --datset pictures', 2, "error [unknown-option]: Unknown option '--datset' (Did you mean --dataset?)"],
    ['train', 2, 'error [bad-argument]: Option --dataset is missing'],
    ['train --dataset pictures --lr abc', 2, '"abc" is not a number'],
    ['train --dataset pictures --batch 1', 2, 'Batch must be from 2 to 65536, not 1'],
    ['train --dataset pictures --seed 1.5', 2, 'Seed must be a whole number, not 1.5'],
    ['train --dataset pictures --rate linear', 2, 'Allowed choices are constant, cosine, fixed, calr'],
    ['train --dataset pictures --gamma-max 4', 2, 'error [bad-argument]: --gamma-max applies to --rate calr only'],
    ['train --dataset pictures --split-choice 1', 2, 'error [bad-argument]: --split-choice applies to --momentum separated and random-groups only'],
    ['train --dataset pictures --epochs 1 --steps 1', 2, '--epochs and --steps'],
    ['train --dataset pictures --augment resized-crop', 2, 'resized-crop is for indexed data sets'],
    ['train --dataset pictures --augment jitter:2', 2, 'Colour jitter must be from 0 to 1, not 2'],
    ['train --dataset pictures --decoders 2', 2, '--decoders applies to indexed data sets only'],
    ['train --dataset pictures --augment flop', 2, '"flop" is not understood'],
    ['train --dataset pictures --train-images 501', 3, 'error [dataset-too-small]: --train-images asks for 501 images, and data set "pictures" has 500'],
    ['train --dataset odd', 3, 'error [space-unusable]'],
    ['train --dataset nothing', 4, 'error [dataset-missing]: There is no data set "nothing" in the history. See `studio dataset list`.'],
    ['resume nothing', 4, 'error [run-missing]: There is no run "nothing" in the history. See `studio runs`.'],
    ['rank run1', 2, 'Option --architectures is missing'],
    ['rank run1x --architectures all', 4, 'error [run-missing]'],
    ['rank run1 --architectures random:0', 2, 'random:N needs a whole number'],
    ['rank run1 --architectures all', 4, 'error [checkpoint-missing]'],
    ['rank run1 --architectures all --images 401', 3, '--images asks for 401 images, and run run1 holds out 400'],
    [`rank run1 --architectures ${join(folder, 'bad.txt')}`, 3, 'bad.txt, line 2'],
    [`rank run1 --architectures ${join(folder, 'none.txt')}`, 4, 'error [file-missing]'],
    ['rank run1 --architectures all --estimate --csv x.csv', 2, '--csv and --estimate'],
    ['show \u001b[31mred', 4, 'There is no run "?[31mred"'],
    ['rank run1 --architectures all --csv /no/where.csv', 4, 'there is no folder /no'],
    [`dataset add ${join(folder, 'none')}`, 4, 'error [file-missing]'],
    [`dataset add ${join(folder, 'empty')} --name pictures`, 2, 'There is already a data set "pictures"'],
    [`dataset add ${folder} --image-size 2`, 2, 'Image size must be from 4 to 1024, not 2'],
    ['dataset remove pictures', 3, 'give them up with --force'],
    ['dataset rename pictures odd', 2, 'There is already a data set "odd"'],
    [`dataset scan ${join(folder, 'none')}`, 4, 'error [file-missing]'],
    [`dataset add ${folder} --valid-fraction 1`, 2, 'Validation fraction must be from 0.01 to 0.99, not 1'],
    ['dataset', 2, 'Give a command'],
    ['show', 2, "Missing required argument 'run'"],
    ['export run1', 2, 'Option --csv is missing'],
    ['verify /no/where', 4, 'error [file-missing]'],
    ['bench flop', 2, 'Allowed choices are train, rank'],
  ]

  // Two at a time: each is a start of the whole application.
  it.concurrent.each(cases)('studio %s', async (text, code, message) => {
    const ended = await studio(...text.split(' '), '--home', home.path)
    expect(ended.stderr).toContain(message)
    expect(ended.code).toBe(code)
    expect(ended.stdout).toBe('')
    expect(ended.stderr.trim().split('\n')).toHaveLength(1)
  })

  it('prints help with examples and exit codes for every command', async () => {
    for (const command of [[], ['train'], ['dataset', 'add'], ['rank']]) {
      const { code, stdout, stderr } = await studio(...command, '--help')
      expect(code).toBe(0)
      expect(stdout).toContain('Examples:')
      expect(stdout).toContain('130  stopped by Ctrl-C')
      expect(stderr).toBe('')
    }
  })
})

describe('a folder without a history', { timeout: 60_000 }, () => {
  it.each(['runs', 'dataset list', 'show x', 'export x --csv y'])('is not made one by %s', async (text) => {
    const ended = await studio(...text.split(' '), '--home', elsewhere.path)
    expect(ended.stderr).toContain(`error [file-missing]: There is no history in ${elsewhere.path}`)
    expect(ended.code).toBe(4)
    expect(readdirSync(elsewhere.path)).toEqual(['files'])
  })

  it('is not made one by a command that writes, where other files lie', async () => {
    const ended = await studio('dataset', 'add', join(elsewhere.path, 'files'), '--home', elsewhere.path)
    expect(ended.stderr).toContain(`${elsewhere.path} has other files in it`)
    expect(ended.code).toBe(2)
    expect(readdirSync(elsewhere.path)).toEqual(['files'])
  })
})

describe('output', { timeout: 60_000 }, () => {
  it('arrives whole through a slow pipe', async () => {
    const cli = new CliProcess(['runs', '--json', '--home', home.path])
    const { stdout } = cli.child
    stdout?.pause()
    const reading = setInterval(() => {
      stdout?.resume()
      setTimeout(() => stdout?.pause(), 5)
    }, 25)
    const { code, result, stdout: text } = await cli.ended
    clearInterval(reading)
    expect(code).toBe(0)
    expect(text.length).toBeGreaterThan(3_000_000)
    expect(result['runs']).toHaveLength(runs)
  })

  it('ends quietly when its reader leaves', async () => {
    const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => name !== 'ELECTRON_RUN_AS_NODE'))
    const command = `node scripts/studio.mjs runs --home '${home.path}' | head -n 2; echo "\${PIPESTATUS[0]}"`
    const shell = spawn('bash', ['-c', command], { cwd: root, env, stdio: ['ignore', 'pipe', 'pipe'] })
    let out = ''
    let err = ''
    shell.stdout.setEncoding('utf8').on('data', (text: string) => (out += text))
    shell.stderr.setEncoding('utf8').on('data', (text: string) => (err += text))
    await new Promise((resolve) => shell.on('close', resolve))
    expect(err).toBe('')
    expect(out.trim().split('\n')).toHaveLength(3)
    expect(out.trim().endsWith('\n0')).toBe(true)
  })
})
