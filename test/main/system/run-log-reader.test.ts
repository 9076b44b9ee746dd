import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { loggedRow, runLog, type RunLogEntry } from '../../../src-main/system/run-log'
import { RunLogReaders } from '../../../src-main/system/run-log-reader'
import { exampleConfig, exampleRun, metricRow } from '../../helpers/history-records'

const run = { id: 'r', name: 'first', createdAt: '2026-01-01T00:00:00.000Z', versions: { studio: '1', electron: '1', node: '1', tfjs: '1', tensorflow: '1', sqlite: '1' } }
const started = (step: number): RunLogEntry => ({ kind: 'started', run, step, totalSteps: 100, config: exampleConfig })
const metrics = (from: number, to: number): RunLogEntry => ({
  kind: 'metrics',
  rows: Array.from({ length: to - from }, (_, index) => [from + index, 0, 2, 0.1, 5000, 0] as const),
})
const start = Date.parse('2026-01-01T10:00:00.000Z')
/** As run-log.ts writes it, at a given second. */
const line = (second: number, entry: RunLogEntry): string => `${JSON.stringify({ time: new Date(start + second * 1000).toISOString(), ...entry })}\n`

function files(): { readonly path: string; readonly readers: RunLogReaders } {
  const folder = mkdtempSync(join(tmpdir(), 'run-log-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  const path = join(folder, 'log.jsonl')
  return { path, readers: new RunLogReaders(() => path) }
}

describe('the log of a run, read for the window', () => {
  it('reads what run-log.ts writes', async () => {
    const { path, readers } = files()
    const log = runLog(path)
    log.append(started(0), () => undefined)
    log.append(metrics(0, 12), () => undefined)
    log.close()
    const { steps, wall } = await readers.times('r')
    expect([...steps]).toEqual([0, 12])
    expect(Math.abs((wall[1] ?? 0) - Date.now() / 1000)).toBeLessThan(60)
  })

  it('tells when steps were done, without pauses and without the steps that a resume went back over', async () => {
    const { path, readers } = files()
    const error = { code: 'worker-died', message: 'It died.', cause: 'last line' } as const
    writeFileSync(path, [
      line(0, started(0)),
      line(10, metrics(0, 20)),
      line(20, metrics(20, 40)),
      line(21, { kind: 'ended', state: 'interrupted', finalLoss: null, weightsSha256: null, seconds: 21, error }),
    ].join(''))
    expect([...(await readers.times('r')).elapsed]).toEqual([0, 10, 20])
    expect((await readers.view('r')).error).toEqual(error)

    appendFileSync(path, line(100, started(20)) + line(110, metrics(20, 50)))
    const times = await readers.times('r')
    expect([...times.steps]).toEqual([0, 20, 20, 50])
    expect([...times.elapsed]).toEqual([0, 10, 10, 20])
    expect([...times.wall].map((seconds) => seconds - start / 1000)).toEqual([0, 10, 100, 110])
    const view = await readers.view('r')
    expect(view.error).toBeNull()
    expect(view.lines.map(({ level, message }) => `${level}: ${message}`)).toEqual([
      'info: Training goes on from step 20 of 100',
      'error: It died.',
      'info: Training begins, 100 steps',
    ])
  })

  it('waits for the end of a line that is being written', async () => {
    const { path, readers } = files()
    const whole = line(5, metrics(0, 8))
    writeFileSync(path, line(0, started(0)) + whole.slice(0, 40))
    expect([...(await readers.times('r')).steps]).toEqual([0])
    appendFileSync(path, whole.slice(40))
    expect([...(await readers.times('r')).steps]).toEqual([0, 8])
  })

  it('keeps ends and pauses of a long run when it thins the rest', async () => {
    const { path, readers } = files()
    const parts = (from: number, second: number): string => Array.from({ length: 5000 }, (_, index) => line(second + index, metrics(from + index, from + index + 1))).join('')
    writeFileSync(path, line(0, started(0)) + parts(0, 1) + line(90_000, started(5000)) + parts(5000, 90_001))
    const { steps, elapsed } = await readers.times('r')
    expect(steps.length).toBeLessThanOrEqual(4000)
    expect([steps[0], steps.at(-1)]).toEqual([0, 10_000])
    expect(steps.filter((step) => step === 5000)).toHaveLength(2)
    expect(elapsed.at(-1)).toBe(10_000)
  })

  it('has nothing of a run that has not begun', async () => {
    const { readers } = files()
    expect((await readers.times('r')).steps).toHaveLength(0)
    expect(await readers.view('r')).toEqual({ lines: [], error: null })
  })

  it('tells of a damaged line, and reads the lines around it', async () => {
    const { path, readers } = files()
    const log = runLog(path)
    const append = (entry: Parameters<typeof log.append>[0]): void => log.append(entry, () => undefined)
    append({ kind: 'started', run: { ...exampleRun('run-1', 'first'), createdAt: '2025-01-01T00:00:00.000Z' }, step: 0, totalSteps: 3, config: exampleConfig })
    append({ kind: 'metrics', rows: [loggedRow(metricRow(0))] })
    append({ kind: 'log', level: 'warning', message: 'torn' })
    append({ kind: 'metrics', rows: [loggedRow(metricRow(1))] })
    append({ kind: 'log', level: 'info', message: 'whole' })
    log.close()
    writeFileSync(path, readFileSync(path, 'utf8').replace('"torn"}', '"torn'))

    const { lines } = await readers.view('run-1')
    expect(lines.map(({ message }) => message)).toEqual(['whole', 'A line of the log is damaged and was passed over.', 'Training begins, 3 steps'])
    expect([...(await readers.times('run-1')).steps]).toEqual([0, 1, 2])
    expect((await readers.view('run-1')).lines).toHaveLength(3)
  })
})
