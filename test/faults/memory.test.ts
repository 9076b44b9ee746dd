/** Memory over a long training; minutes long, so only test:faults runs it: npm run test:faults -- memory */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { dirname } from 'node:path'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { afterAll, describe, expect, it } from 'vitest'
import type { TrainConfig } from '../../src-contract/domain/run'
import { constantCount } from '../../src-worker/tensor/kernels'
import { tensorCount } from '../../src-worker/tensor/tensors'
import { CliProcess, sample, studio, temporaryHome } from '../helpers/cli'
import { recordingContext, smallTraining, train } from '../helpers/training'
import { full } from './harness'

const steps = 5000
const warmUp = 1000
const stride = 250

describe.runIf(full)('memory', { timeout: 3_600_000 }, () => {
  const home = temporaryHome()
  afterAll(() => home.remove())

  it.each<readonly [string, number, Pick<TrainConfig, 'momentum' | 'inactive'>]>([
    ['one momentum pool, no mask', 5, { momentum: { id: 'shared' }, inactive: 'skip' }],
    // Pools and masks come with the first steps that need them; by step 100 all are there.
    ['five momentum pools', 100, { momentum: { id: 'separated', splitChoice: 3 }, inactive: 'decay' }],
  ])('with %s there are as many tensors at step 500 as at step %i', async (_, early, more) => {
    const small = await smallTraining()
    const counts = new Map<number, number>()
    const context = recordingContext()
    const emit = context.emit.bind(context)
    // At a checkpoint no loss waits to be read.
    context.emit = (event) => {
      if (event.kind === 'checkpoint') counts.set(event.checkpoint.step, tensorCount() - constantCount())
      emit(event)
    }
    const config: TrainConfig = { ...small.config, ...more, length: { steps: 501 }, batch: 8 }
    await train({ ...small, config }, { folder: mkdtempSync(`${small.datasetFolder}-run-`), checkpoints: { minutes: 60, steps: 5 } }, context)
    rmSync(dirname(small.datasetFolder), { recursive: true })
    console.log(`tensors at step 5: ${counts.get(5) ?? NaN}, 100: ${counts.get(100) ?? NaN}, 500: ${counts.get(500) ?? NaN}`)
    expect(counts.get(500)).toBe(counts.get(early))
  })

  it('training keeps nothing: after collecting garbage, less than 1 MB more per 1,000 steps', async () => {
    setFlagsFromString('--expose-gc')
    const collect = runInNewContext('gc') as () => void
    const small = await smallTraining()
    const points: [x: number, y: number][] = []
    const context = recordingContext()
    // Events are what a test keeps; the worker sends them away.
    context.emit = () => undefined
    let step = 0
    context.turn = () => {
      step += 1
      if (step > warmUp && step % stride === 0) {
        collect()
        points.push([step / 1000, residentMegabytes(process.pid)])
      }
      return Promise.resolve()
    }
    const config: TrainConfig = { ...small.config, momentum: { id: 'separated', splitChoice: 3 }, length: { steps }, batch: 8 }
    await train({ ...small, config }, { folder: mkdtempSync(`${small.datasetFolder}-run-`) }, context)
    rmSync(dirname(small.datasetFolder), { recursive: true })
    console.log(`growth without garbage: ${slopeOf(points).toFixed(3)} MB per 1,000 steps over ${points.length} points`)
    expect(slopeOf(points)).toBeLessThan(1)
  })

  // V8 collects a small heap late: over thousands of steps it rises by a dozen megabytes and falls back.
  it(`the worker of the application stays within 32 MB after the first ${warmUp} of ${steps} steps`, async () => {
    const added = await studio('dataset', 'add', sample, '--name', 'sample', '--image-size', '8', '--home', home.path)
    expect(added.code, added.stderr).toBe(0)
    const cli = new CliProcess(['train', '--dataset', 'sample', '--channels', '4', '--cells', '1', '--batch', '8', '--threads', '1', '--steps', String(steps), '--home', home.path, '--json'])
    const points: { step: number; megabytes: number }[] = []
    for (let wanted = stride; wanted < steps; wanted += stride) {
      const { done } = await cli.line(({ event, done: at }) => event === 'progress' && Number(at) >= wanted)
      points.push({ step: Number(done), megabytes: residentMegabytes(cli.pids().workers[0] ?? 0) })
    }
    const ended = await cli.ended
    expect(ended.code, ended.stderr).toBe(0)
    for (const { step, megabytes } of points) console.log(`step ${step}: ${megabytes.toFixed(1)} MB`)
    const late = points.filter(({ step }) => step > warmUp)
    const slope = slopeOf(late.map(({ step, megabytes }) => [step / 1000, megabytes]))
    console.log(`growth: ${slope.toFixed(3)} MB per 1,000 steps over ${late.length} points after step ${warmUp}`)
    expect(late.length).toBeGreaterThan(10)
    const sizes = late.map(({ megabytes }) => megabytes)
    expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThan(32)
  })
})

function residentMegabytes(pid: number): number {
  return Number(/^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024
}

/** Of the straight line through the points with the least squared error. */
function slopeOf(points: readonly (readonly [x: number, y: number])[]): number {
  const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length
  const x = mean(points.map(([one]) => one))
  const y = mean(points.map(([, one]) => one))
  const over = points.reduce((sum, [a, b]) => sum + (a - x) * (b - y), 0)
  return over / points.reduce((sum, [a]) => sum + (a - x) ** 2, 0)
}
