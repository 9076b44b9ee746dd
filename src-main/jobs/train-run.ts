import type { RunRecord, TrainConfig } from '../../src-contract/domain/run'
import type { TrainRequest } from '../../src-contract/domain/train-request'
import { StudioError } from '../../src-contract/errors'
import { runSchedule } from '../../src-contract/run-schedule'
import { checkpointsKept, type CheckpointPolicy, type TrainResult } from '../../src-contract/worker-protocol'
import type { HistoryWriter, NewRun, RunEnd } from '../database/history-api'
import { freeBytes } from '../system/free-space'
import { datasetFolder, logFile, runFolder } from '../system/home-folder'
import { availableBytes, formatGigabytes } from '../system/memory'
import { newId } from '../system/new-id'
import { studioVersion, versions } from '../system/versions'
import { checkDataset } from './check-dataset'
import { checkpointBytes } from './checkpoint-size'
import type { JobHandle, StopKind } from './queue'
import { addQueued, type LeftQueue } from './queued-job'
import { trainingNeeds } from './run-needs'
import { recordRun } from './run-recorder'
import { configOf, jobOptions, type JobListener, type Studio } from './studio'
import { computeOf } from './tensor-memory'

/** A training under way and the id it has in the history. */
export interface StartedRun extends JobHandle<TrainResult> {
  readonly runId: string
}

/** Enters a new run into the history and trains it when its turn comes. */
export async function trainRun(studio: Studio, request: TrainRequest, checkpoints: CheckpointPolicy, listener: JobListener): Promise<StartedRun> {
  return beginRun(studio, await enterRun(studio, request), checkpoints, listener)
}

/** Enters a run for each seed into the history; several are told apart by name. Nothing is entered where the wish is wrong. */
export async function enterRuns(studio: Studio, request: TrainRequest, seeds: readonly number[]): Promise<readonly RunRecord[]> {
  const runs: RunRecord[] = []
  for (const seed of seeds) runs.push(await enterRun(studio, { ...request, seed }, seeds.length > 1 ? `-seed-${seed}` : ''))
  return runs
}

/** Enters a new run into the history, queued. */
async function enterRun(studio: Studio, request: TrainRequest, suffix = ''): Promise<RunRecord> {
  const run = await newRun(studio, request, suffix)
  studio.history.addRun(run)
  return studio.history.run(run.id)
}

/** The run that a wish becomes; nothing of it is kept yet. Throws what is wrong with the wish. */
export async function newRun(studio: Studio, request: TrainRequest, suffix = ''): Promise<NewRun> {
  const dataset = await studio.history.dataset(request.dataset)
  const config = configOf(studio.queue, request, dataset)
  const name = `${request.name ?? `${config.method}-${config.rate.id}-${config.momentum.id}`}${suffix}`
  return { id: newId(), name, config, totalSteps: runSchedule(config).totalSteps, versions: versions() }
}

/** Trains a queued run from the start when its turn comes. */
export function beginRun(studio: Studio, run: RunRecord, checkpoints: CheckpointPolicy, listener: JobListener): StartedRun {
  warnOfFullDisk(studio, run.config, listener)
  return start(studio, run, checkpoints, listener, { datasetId: run.config.datasetId, resume: false })
}

/** Goes on with a run from its newest valid checkpoint, with the configuration it began with. */
export async function resumeRun(studio: Studio, idOrName: string, checkpoints: CheckpointPolicy, listener: JobListener): Promise<StartedRun> {
  const run = await checkedRun(studio, idOrName, listener)
  if (run.state === 'finished') throw new StudioError('bad-argument', `Run ${run.id} is finished: there is nothing to resume.`)
  if (run.state === 'running') throw new StudioError('bad-argument', `Run ${run.id} is running.`)
  const { id: datasetId } = await checkDataset(studio, run)
  warnOfFullDisk(studio, run.config, listener)
  return start(studio, run, checkpoints, listener, { datasetId, resume: true })
}

function start(studio: Studio, run: RunRecord, checkpoints: CheckpointPolicy, listener: JobListener, { datasetId, resume }: { readonly datasetId: string; readonly resume: boolean }): StartedRun {
  const { home, history, queue } = studio
  const { config } = run
  let stopKind: StopKind = 'stop'
  const needs = trainingNeeds(home, config, listener)
  const prepare = () => {
    warnOfFullMemory(needs.memoryBytes ?? 0, listener)
    return jobOptions(
      {
        kind: 'train',
        runId: run.id,
        folder: runFolder(home, run.id),
        datasetFolder: datasetFolder(home, datasetId),
        config,
        checkpoints,
        resume,
        tracked: history.trackedSteps(run.id),
        studioVersion,
      } as const,
      computeOf(config),
      recordRun(history, run, logFile(home, run.id), () => stopKind === 'pause'),
      listener,
    )
  }
  const handle = addQueued(queue, prepare, needs, runSubject(run.id), (how) => {
    if (run.state === 'queued') history.endRun(run.id, endOfWaiting(how, stopKind))
  })
  const stop: StartedRun['stop'] = (how = 'stop') => {
    stopKind = how
    handle.stop(how)
  }
  return { ...handle, result: backedUp(handle.result, history, listener), stop, runId: run.id }
}

/** What a training writes to, for the queue. */
export const runSubject = (runId: string): string => `Run ${runId}`

/** Paused is what the application does with all work when it ends: such a run is offered again at the next start. */
function endOfWaiting(left: LeftQueue, how: StopKind): RunEnd {
  const nothing = { finalLoss: null, weightsSha256: null, seconds: 0 }
  return left.state === 'stopped' && how === 'pause' ? { ...nothing, state: 'paused', error: null } : { ...nothing, ...left }
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

/** A run alone has nothing to wait for: it begins, and whoever watches it knows what may come. */
function warnOfFullMemory(needed: number, listener: JobListener): void {
  const free = availableBytes()
  if (free >= needed) return
  listener.warning(`This machine has ${formatGigabytes(free)} of memory left, and this run takes about ${formatGigabytes(needed)}. A smaller batch needs less.`)
}

function warnOfFullDisk(studio: Studio, config: TrainConfig, listener: JobListener): void {
  const needed = checkpointBytes(config) * checkpointsKept
  const free = freeBytes(studio.home.root)
  if (free >= needed) return
  const megabytes = (bytes: number): string => `${Math.ceil(bytes / 1e6)} MB`
  listener.warning(`The disk of ${studio.home.root} has ${megabytes(free)} free; the ${checkpointsKept} checkpoints of this run take ${megabytes(needed)}.`)
}
