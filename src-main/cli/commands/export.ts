import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { HistoryReader } from '../../database/history-api'
import { diskError } from '../../system/disk-error'
import { withReader } from '../context'
import { describeUse, needed } from '../help'
import type { Cell } from '../../../src-contract/csv'
import type { TrackedPoint } from '../../../src-contract/domain/tracking'
import { trackedScoresFile, trackingFile } from '../../../src-contract/domain/tracking-file'
import { tableFileOf } from '../../../src-contract/domain/ranking-view'
import { mapPages, metricCells, metricColumns, writeCsv } from '../../system/csv-file'
import type { AddCommand } from './command'

export const addExport: AddCommand = (parent, run) => {
  const command = parent
    .command('export')
    .summary('write a run as CSV files')
    .description('Writes metrics.csv, checkpoints.csv, ranking-<id>.csv for each finished ranking, tracking.csv and tracking-scores.csv where architectures were tracked, and run.json into a folder; also while the run trains.')
    .argument('<run>', 'id (or its beginning) or name of the run')
    .option('--csv <folder>', 'needed: folder to write to; made when missing')
    .action((key: string, options: { csv?: string }) =>
      run((context) =>
        withReader(context, async (history) => {
          const folder = resolve(needed(options.csv, '--csv'))
          const { id, files, rows } = await exportRun(history, key, folder)
          context.terminal.result({ run: id, folder, files, rows }, () => files.map((file) => join(folder, file)).join('\n'))
          return undefined
        }),
      ),
    )
  describeUse(command, ['export k3fj --csv results/k3fj'], '{"run","folder","files":[…],"rows"}')
}

async function exportRun(history: HistoryReader, key: string, folder: string): Promise<{ id: string; files: string[]; rows: number }> {
  const run = await history.run(key)
  const { id } = run
  const checkpoints = await history.checkpoints(id)
  const rankings = await history.rankings(id)
  try {
    mkdirSync(folder, { recursive: true })
  } catch (error) {
    throw diskError(error, `The folder ${folder} cannot be made`)
  }
  const rows = await writeCsv(join(folder, 'metrics.csv'), metricColumns, mapPages(history.metrics(id), metricCells))
  const checkpointCells = checkpoints.map(({ step, path, bytes, weightsSha256 }) => [step, path, bytes, weightsSha256])
  await writeCsv(join(folder, 'checkpoints.csv'), ['step', 'path', 'bytes', 'weights_sha256'], onePage(checkpointCells))
  const files = ['metrics.csv', 'checkpoints.csv']
  for (const ranking of rankings.filter(({ state }) => state === 'finished')) {
    const file = `ranking-${ranking.id}.csv`
    await writeCsv(join(folder, file), tableFileOf.run.columns, mapPages(history.rankingRows(ranking.id), tableFileOf.run.cells))
    files.push(file)
  }
  const tracked = await history.tracked(id)
  if (tracked.length > 0) {
    await writeCsv(join(folder, 'tracking.csv'), trackingFile.columns, onePage(tracked.flatMap(trackingFile.lines)))
    await writeCsv(join(folder, 'tracking-scores.csv'), trackedScoresFile.columns, trackedScores(history, id, tracked))
    files.push('tracking.csv', 'tracking-scores.csv')
  }
  writeJson(join(folder, 'run.json'), { ...run, checkpoints, rankings, tracking: tracked })
  return { id, files: [...files, 'run.json'], rows }
}

async function* trackedScores(history: HistoryReader, runId: string, points: readonly TrackedPoint[]): AsyncGenerator<readonly (readonly Cell[])[]> {
  for (const point of points) {
    for await (const page of history.trackedRows(runId, point.step, point.stage)) yield page.map((row) => trackedScoresFile.cells(point, row))
  }
}

function writeJson(path: string, value: object): void {
  const unfinished = `${path}.tmp`
  try {
    writeFileSync(unfinished, `${JSON.stringify(value, null, 2)}\n`)
    renameSync(unfinished, path)
  } catch (error) {
    rmSync(unfinished, { force: true })
    throw diskError(error, `The file ${path} cannot be written`)
  }
}

async function* onePage<T>(page: readonly T[]): AsyncGenerator<readonly T[]> {
  yield await Promise.resolve(page)
}
