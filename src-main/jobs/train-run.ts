import type { RunRecord, TrainConfig } from '../../src-contract/domain/run'
import type { TrainRequest } from '../../src-contract/domain/train-request'
import { StudioError } from '../../src-contract/errors'
import { totalStepsOf } from '../../src-contract/schedule'
import { checkpointsKept, type CheckpointPolicy, type TrainResult } from '../../src-contract/worker-protocol'
import type { HistoryWriter } from '../database/history-api'
import { freeBytes } from '../system/free-space'
import { datasetFolder, logFile, runFolder } from '../system/home-folder'
import { newId } from '../system/new-id'
import { studioVersion, versions } from '../system/versions'
import { checkDataset } from './check-dataset'
import { checkpointBytes } from './checkpoint-size'
import type { JobHandle } from './queue'
import { resolveTrainConfig } from './resolve-train-config'
import { recordRun } from './run-recorder'
import { defaultCompute, jobOptions, type JobListener, type Studio } from './studio'

/** A training under way and the id it has in the history. */
export interface StartedRun extends JobHandle<TrainResult> {
  readonly runId: string
}

/** Enters a new run into the history and trains it when its turn comes. */
export async function trainRun(studio: Studio, request: TrainRequest, checkpoints: CheckpointPolicy, listener: JobListener): Promise<StartedRun> {
  const dataset = await studio.history.dataset(request.dataset)
  const config = resolveTrainConfig(request, dataset, defaultCompute().threads)
  const id = newId()
  const name = request.name ?? `${config.method}-${config.rate.id}-${config.momentum.id}`
  const totalSteps = totalStepsOf(config.length, config.trainImages, config.batch)
  warnOfFullDisk(studio, config, listener)
  studio.history.addRun({ id, name, config, totalSteps, versions: versions() })
  return start(studio, await studio.history.run(id), checkpoints, listener, false)
}

/** Goes on with a run from its newest valid checkpoint, with the configuration it began with. */
export async function resumeRun(studio: Studio, idOrName: string, checkpoints: CheckpointPolicy, listener: JobListener): Promise<StartedRun> {
  const run = await checkedRun(studio, idOrName, listener)
  if (run.state === 'finished') throw new StudioError('bad-argument', `Run ${run.id} is finished: there is nothing to resume.`)
  if (run.state === 'running') throw new StudioError('bad-argument', `Run ${run.id} is running.`)
  await checkDataset(studio, run)
  warnOfFullDisk(studio, run.config, listener)
  return start(studio, run, checkpoints, listener, true)
}

function start(studio: Studio, run: RunRecord, checkpoints: CheckpointPolicy, listener: JobListener, resume: boolean): StartedRun {
  const { home, history, queue } = studio
  const { config } = run
  let pausing = false
  let begun = false
  const handle = queue.add(() => {
    begun = true
    return jobOptions(
      {
        kind: 'train',
        runId: run.id,
        folder: runFolder(home, run.id),
        datasetFolder: datasetFolder(home, config.datasetId),
        config,
        checkpoints,
        resume,
        studioVersion,
      },
      { ...config.runtime, deterministicGpu: false },
      recordRun(history, run, logFile(home, run.id), () => pausing),
      listener,
    )
  })
  const result = handle.result.catch((error: unknown) => {
    // Taken out of the queue: nothing else tells the history that a new run waits no longer.
    if (!begun && run.state === 'queued') {
      history.endRun(run.id, { state: pausing ? 'paused' : 'stopped', finalLoss: null, weightsSha256: null, seconds: 0, error: null })
    }
    throw error
  })
  return {
    ...handle,
    result: backedUp(result, history, listener),
    stop(how) {
      pausing = how === 'pause'
      handle.stop(how)
    },
    runId: run.id,
  }
}

/** What took hours to compute is in a backup before anybody hears that it is done. */
export async function backedUp<R>(result: Promise<R>, history: HistoryWriter, listener: JobListener): Promise<R> {
  const done = await result
  try {
    await history.backup()
  } catch (error) {
    listener.warning(error instanceof Error ? error.message : String(error))
  }
  return done
}

/** Rows that SQLite did not see being damaged are put right before anything builds on them. */
export async function checkedRun(studio: Studio, idOrName: string, listener: JobListener): Promise<RunRecord> {
  const notice = await studio.history.checkRun(idOrName)
  if (notice !== null) listener.warning(notice)
  return studio.history.run(idOrName)
}

function warnOfFullDisk(studio: Studio, config: TrainConfig, listener: JobListener): void {
  const needed = checkpointBytes(config) * checkpointsKept
  const free = freeBytes(studio.home.root)
  if (free >= needed) return
  const megabytes = (bytes: number): string => `${Math.ceil(bytes / 1e6)} MB`
  listener.warning(`The disk of ${studio.home.root} has ${megabytes(free)} free; the ${checkpointsKept} checkpoints of this run take ${megabytes(needed)}.`)
}
