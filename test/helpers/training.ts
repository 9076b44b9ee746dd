import { existsSync, mkdirSync, mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { defaultSplit } from '../../src-contract/domain/dataset'
import type { MetricRow, TrainConfig } from '../../src-contract/domain/run'
import type { JobEvent, TrainJob, TrainResult } from '../../src-contract/worker-protocol'
import { runImportJob } from '../../src-worker/jobs/import-job'
import type { JobContext } from '../../src-worker/jobs/job-context'
import { runTrainJob } from '../../src-worker/jobs/train-job'
import { exampleConfig } from './history-records'
import { quietContext } from './job-context'

export const sample = join(import.meta.dirname, '../../resources/sample/cifar10')

/** A context that keeps all events; `stopAfter` asks to stop once that many steps have been waited for. */
export function recordingContext(stopAfter = Infinity): JobContext & { readonly events: JobEvent[] } {
  const events: JobEvent[] = []
  let turns = 0
  return {
    ...quietContext,
    events,
    emit: (event) => void events.push(event),
    turn: () => {
      turns += 1
      return Promise.resolve()
    },
    get stopRequested() {
      return turns >= stopAfter
    },
  }
}

export function rowsOf(events: readonly JobEvent[]): MetricRow[] {
  return events.flatMap((event) => (event.kind === 'metrics' ? event.rows : []))
}

/** The sample packed at 16 pixels, or as many as asked for, once per test file, and a small configuration over it. */
export async function smallTraining(imageSize = 16): Promise<{ datasetFolder: string; config: TrainConfig }> {
  const datasetFolder = join(mkdtempSync(join(tmpdir(), 'studio-training-')), 'packed')
  const job = { kind: 'import', datasetId: 'd1', name: null, sourcePath: sample, folder: datasetFolder, imageSize, split: defaultSplit, forbidden: [] } as const
  const { dataset } = await runImportJob(job, recordingContext())
  if (dataset === null) throw new Error('The sample was not imported.')
  const config: TrainConfig = {
    ...exampleConfig,
    datasetId: dataset.id,
    datasetFingerprint: dataset.fingerprint,
    imageSize,
    classes: 10,
    augment: { flip: true, cropPadding: 2 },
    batch: 16,
    seed: 7,
    length: { steps: 30 },
    trainImages: 200,
    validImages: 200,
  }
  return { datasetFolder, config }
}

let runs = 0

/** Trains in a fresh or given run folder. */
export async function train(
  { datasetFolder, config }: { datasetFolder: string; config: TrainConfig },
  more: Partial<TrainJob> = {},
  context = recordingContext(),
): Promise<{ result: TrainResult; rows: MetricRow[]; folder: string }> {
  const folder = more.folder ?? join(datasetFolder, '..', `run-${runs++}`)
  if (!existsSync(folder)) mkdirSync(folder)
  const job: TrainJob = { kind: 'train', runId: 'r1', folder, datasetFolder, config, checkpoints: { minutes: 60, steps: null }, resume: false, tracked: [], studioVersion: 'test', ...more }
  return { result: await runTrainJob(job, context), rows: rowsOf(context.events), folder }
}
