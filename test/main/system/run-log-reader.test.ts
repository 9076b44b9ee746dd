import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { loggedRow, runLog } from '../../../src-main/system/run-log'
import { RunLogReaders } from '../../../src-main/system/run-log-reader'
import { exampleConfig, exampleRun, metricRow } from '../../helpers/history-records'

test('a damaged line is told of, and the lines around it are read', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'run-log-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  const path = join(folder, 'log.jsonl')
  const log = runLog(path)
  const append = (entry: Parameters<typeof log.append>[0]): void => log.append(entry, () => undefined)
  append({ kind: 'started', run: { ...exampleRun('run-1', 'first'), createdAt: '2025-01-01T00:00:00.000Z' }, step: 0, totalSteps: 3, config: exampleConfig })
  append({ kind: 'metrics', rows: [loggedRow(metricRow(0))] })
  append({ kind: 'log', level: 'warning', message: 'torn' })
  append({ kind: 'metrics', rows: [loggedRow(metricRow(1))] })
  append({ kind: 'log', level: 'info', message: 'whole' })
  log.close()
  writeFileSync(path, readFileSync(path, 'utf8').replace('"torn"}', '"torn'))

  const readers = new RunLogReaders(() => path)
  const { lines } = await readers.view('run-1')
  expect(lines.map(({ message }) => message)).toEqual(['whole', 'A line of the log is damaged and was passed over.', 'Training begins, 3 steps'])
  expect([...(await readers.times('run-1')).steps]).toEqual([0, 1, 2])
  expect((await readers.view('run-1')).lines).toHaveLength(3)
})
