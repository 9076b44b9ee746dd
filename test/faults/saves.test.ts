/** Saving checkpoints: order of the calls (D5), death at each of them (P3), errors at each of them (D1, D2), rotation (D6). */
import { cpSync, existsSync, mkdtempSync, readdirSync, rmSync, truncateSync } from 'node:fs'
import { spawnSync } from 'node:child_process'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { checkpointsFolder, loadNewestCheckpoint, saveCheckpoint, sweepUnfinished, type Checkpoint } from '../../src-worker/training/checkpoint-store'
import { encodeSafetensors } from '../../src-worker/training/safetensors'
import { bundleChild } from '../helpers/history-process'
import { watchDisk, type DiskCall } from './disk-calls'
import { exampleCheckpoint } from './example-checkpoint'
import { Campaign, full, trials } from './harness'
import { hasStrace, killAtEachSystemCall } from './strace'

const top = mkdtempSync(join(tmpdir(), 'studio-saves-'))
let child: Awaited<ReturnType<typeof bundleChild>>
beforeAll(async () => {
  child = await bundleChild(join(import.meta.dirname, 'save-child.ts'))
})
afterAll(() => {
  child.remove()
  rmSync(top, { recursive: true })
})

/** A run folder with a checkpoint of each step. */
function runWith(...steps: number[]): string {
  const run = mkdtempSync(join(top, 'run-'))
  for (const step of steps) saveCheckpoint(run, exampleCheckpoint(step), 'test')
  return run
}

const kept = (run: string) => readdirSync(checkpointsFolder(run)).map(Number).sort((a, b) => a - b)
const newestStep = (run: string) => loadNewestCheckpoint(run)?.checkpoint.step ?? 0

/** The last step that a killed save-child acknowledged, 0 for none. */
const acknowledged = (stdout: string) => Number(/saved (\d+)\n$/.exec(stdout)?.[1] ?? 0)

/** After a death: the newest checkpoint is whole, and a start sweeps what was left; answers its step. */
function recover(run: string, floats = 300): number {
  const step = newestStep(run)
  sweepUnfinished(run)
  const loaded = loadNewestCheckpoint(run)
  expect(loaded?.rejected).toEqual([])
  expect(loaded?.checkpoint.step).toBe(step)
  const bytes = (tensors: Checkpoint['tensors'] = new Map()) => Buffer.concat(encodeSafetensors(tensors))
  expect(bytes(loaded?.checkpoint.tensors).equals(bytes(exampleCheckpoint(step, floats).tensors))).toBe(true)
  const left = readdirSync(checkpointsFolder(run), { recursive: true, encoding: 'utf8' })
  expect(left.filter((name) => name.includes('.tmp-'))).toEqual([])
  for (const one of kept(run)) expect(existsSync(join(checkpointsFolder(run), String(one), 'manifest.json'))).toBe(true)
  return step
}

/** Does `work` and answers the calls it made, paths relative to the run folder; opening and repeated writes left out. */
function callsOf(run: string, work: () => void): string[] {
  const calls: string[] = []
  const end = watchDisk(({ name, path }) => {
    const call = `${name} ${relative(run, path)}`
    if (name !== 'open' && call !== calls.at(-1)) calls.push(call)
  })
  try {
    work()
  } finally {
    end()
  }
  return calls
}

/** Saves with an error at each call that `fails` chooses. */
function saveFailing(run: string, step: number, fails: (call: DiskCall, number: number) => string | null): unknown {
  let number = 0
  const end = watchDisk((call) => {
    const code = fails(call, ++number)
    if (code !== null) throw Object.assign(new Error(`${code}: injected`), { code })
  })
  try {
    saveCheckpoint(run, exampleCheckpoint(step), 'test')
    return null
  } catch (error) {
    return error
  } finally {
    end()
  }
}

it('D5: 20 saves make their calls in the durable order, and remove an old checkpoint last', () => {
  const campaign = runWith()
  for (let save = 1; save <= 20; save++) {
    const folder = `checkpoints/${10 * save}`
    const written = (name: string) => [`write ${folder}/${name}.tmp-1`, `fsync ${folder}/${name}.tmp-1`, `rename ${folder}/${name}.tmp-1`, `fsync ${folder}`]
    const old = `checkpoints/${10 * (save - 3)}`
    expect(callsOf(campaign, () => saveCheckpoint(campaign, exampleCheckpoint(10 * save), 'test'))).toEqual([
      `mkdir ${folder}`,
      ...written('state.safetensors'),
      'fsync checkpoints',
      'fsync ',
      ...written('manifest.json'),
      ...(save > 3 ? [`remove ${old}/manifest.json`, `remove ${old}`] : []),
    ])
  }
})

describe('P3: death at each call of one save', { timeout: 1_800_000 }, () => {
  it('leaves the old or the new checkpoint, bit for bit', async () => {
    const campaign = new Campaign('P3')
    const before = runWith(10, 20, 30)
    for (let call = 1, ended = false; !ended; call++) {
      await campaign.fault('SIGKILL', `call ${call}`, () => {
        const run = runWith()
        cpSync(before, run, { recursive: true })
        const { signal, status, stdout, stderr } = spawnSync(process.execPath, [child.script, run, '40', '1', String(call), '300'], { encoding: 'utf8' })
        ended = signal === null
        if (ended) expect(status, stderr).toBe(0)
        const step = recover(run)
        expect([30, 40]).toContain(step)
        saveCheckpoint(run, exampleCheckpoint(50), 'test')
        expect(newestStep(run)).toBe(50)
        expect(kept(run).length).toBe(3)
        return { before: 30, after: step, lost: step < acknowledged(stdout) ? 1 : 0 }
      })
    }
    campaign.end()
  })

  it.runIf(full && hasStrace).each([300, 30_000, 300_000])('leaves the old or the new checkpoint of %i floats under strace', async (floats) => {
    const campaign = new Campaign(`P3-strace-${floats}`)
    const before = runWith()
    for (const step of [10, 20, 30]) saveCheckpoint(before, exampleCheckpoint(step, floats), 'test')
    await killAtEachSystemCall(campaign, [child.script, '40', '1', '0', String(floats), 'wait'], before, (run, stdout) => {
      const step = recover(run, floats)
      expect([30, 40]).toContain(step)
      return { before: 30, after: step, lost: step < acknowledged(stdout) ? 1 : 0 }
    })
    campaign.end()
  })
})

describe('errors of the disk', () => {
  const numbersOf = (name: DiskCall['name'] | null): number[] => {
    const numbers: number[] = []
    saveFailing(runWith(10, 20, 30), 40, (call, number) => {
      if (name === null || call.name === name) numbers.push(number)
      return null
    })
    return numbers
  }

  it('D2: a failed sync is never repeated on its file: a new file is written, and a disk that keeps failing is told', async () => {
    const campaign = new Campaign('D2')
    for (const at of numbersOf('fsync')) {
      await campaign.fault('EIO once', `call ${at}`, () => {
        const run = runWith(10, 20, 30)
        const synced: string[] = []
        const failure = saveFailing(run, 40, ({ name, path }, number) => {
          if (name === 'fsync' && path.includes('.tmp-')) synced.push(path)
          return number === at ? 'EIO' : null
        })
        expect(failure).toBeNull()
        expect(new Set(synced).size).toBe(synced.length)
        expect(synced.length).toBeGreaterThan(2)
        return { before: 30, after: recover(run), lost: newestStep(run) === 40 ? 0 : 1 }
      })
      await campaign.fault('EIO for good', `call ${at}`, () => {
        const run = runWith(10, 20, 30)
        const failure = saveFailing(run, 40, ({ name }, number) => (name === 'fsync' && number >= at ? 'EIO' : null))
        expect(failure).toMatchObject({ code: 'disk-failed', message: expect.stringContaining('Earlier checkpoints are intact') as string })
        return { before: 30, after: recover(run), lost: kept(run).includes(30) ? 0 : 1 }
      })
    }
    campaign.end()
  })

  it('D1: a full disk or lost permission at any call is told, loses nothing, and saving goes on afterwards', async () => {
    const campaign = new Campaign('D1')
    for (const [code, told] of [['ENOSPC', 'disk-full'], ['EACCES', 'permission-denied']] as const) {
      for (const at of numbersOf(null)) {
        for (const lasts of [false, true]) {
          await campaign.fault(lasts ? `${code} from then on` : code, `call ${at}`, () => {
            const run = runWith(10, 20, 30)
            const failure = saveFailing(run, 40, (_, number) => (number === at || (lasts && number > at) ? code : null))
            expect(failure).toMatchObject({ name: 'StudioError', code: told })
            const after = recover(run)
            saveCheckpoint(run, exampleCheckpoint(50), 'test')
            expect(recover(run)).toBe(50)
            expect(kept(run).length).toBe(3)
            return { before: 30, after, lost: after < 30 ? 1 : 0 }
          })
        }
      }
    }
    campaign.end()
  })
})

describe('D6: rotation', { timeout: 1_800_000 }, () => {
  const saves = trials(100, 1000)
  it(`keeps the newest three of ${saves} saves`, () => {
    const run = runWith()
    for (let step = 1; step <= saves; step++) {
      saveCheckpoint(run, exampleCheckpoint(step), 'test')
      expect(kept(run)).toEqual([step - 2, step - 1, step].filter((one) => one > 0))
    }
    expect(recover(run)).toBe(saves)
  })

  it('counts no damaged checkpoint that a run has passed over', () => {
    const run = runWith(10, 20, 30)
    for (const step of [20, 30]) truncateSync(join(checkpointsFolder(run), String(step), 'state.safetensors'), 9)
    expect(newestStep(run)).toBe(10)
    saveCheckpoint(run, exampleCheckpoint(15), 'test')
    expect(kept(run)).toEqual([10, 15])
  })

  it('killed at random calls of many saves always leaves a whole checkpoint, none older than acknowledged', async () => {
    const campaign = new Campaign('D6')
    const run = runWith(10)
    for (let trial = 0; trial < trials(6, 50); trial++) {
      const call = campaign.integer(1, 120)
      await campaign.fault('SIGKILL', `call ${call}`, () => {
        const before = newestStep(run)
        const { signal, stdout } = spawnSync(process.execPath, [child.script, run, String(before + 10), '100', String(call), '300'], { encoding: 'utf8' })
        expect(signal).toBe('SIGKILL')
        const after = recover(run)
        return { before, after, lost: after < Math.max(before, acknowledged(stdout)) ? 1 : 0 }
      })
    }
    campaign.end()
  })
})
