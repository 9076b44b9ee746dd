import type { RunRecord } from '../../src-contract/domain/run'
import type { SearchRecord } from '../../src-contract/domain/search'
import type { SearchRequest } from '../../src-contract/domain/search-request'
import { StudioError } from '../../src-contract/errors'
import type { SearchResult } from '../../src-contract/search-protocol'
import { datasetFolder, runFolder, searchLogFile } from '../system/home-folder'
import { newId } from '../system/new-id'
import { checkDataset } from './check-dataset'
import type { JobHandle } from './queue'
import { addQueued } from './queued-job'
import { newestStep } from './rank-run'
import { searchConfig } from './search-config'
import { searchNeeds } from './run-needs'
import { recordSearch } from './search-recorder'
import { jobOptions, type JobListener, type Studio } from './studio'
import { computeOf } from './tensor-memory'
import { backedUp, checkedRun } from './train-run'

export interface StartedSearch extends JobHandle<SearchResult> {
  readonly run: RunRecord
  readonly searchId: string
}

/** Searches with a run's newest checkpoint, or with the table of its space. */
export async function searchRun(studio: Studio, request: SearchRequest, listener: JobListener, searchId = newId()): Promise<StartedSearch> {
  const run = await checkedRun(studio, request.run, listener)
  const config = searchConfig(request, run)
  const checkpointStep = config.scorer.kind === 'table' ? null : await newestStep(studio, run)
  return begin(studio, run, { id: searchId, config, checkpointStep }, listener)
}

/** Goes on with a search that ended before its time, with the checkpoint that it began with. */
export async function resumeSearch(studio: Studio, id: string, listener: JobListener): Promise<StartedSearch> {
  const search = await studio.history.search(id)
  if (search.state === 'finished') throw new StudioError('bad-argument', `Search ${search.id} is finished: there is nothing to go on with.`)
  if (search.state === 'running') throw new StudioError('bad-argument', `Search ${search.id} is under way.`)
  return begin(studio, await checkedRun(studio, search.runId, listener), search, listener)
}

const subjectOf = (searchId: string): string => `Search ${searchId}`

async function begin(studio: Studio, run: RunRecord, search: Pick<SearchRecord, 'id' | 'config' | 'checkpointStep'>, listener: JobListener): Promise<StartedSearch> {
  const { history } = studio
  // The table needs no images.
  const { id: datasetId } = search.config.scorer.kind === 'supernet' ? await checkDataset(studio, run) : { id: run.config.datasetId }
  // Before anything of it is written; the queue refuses one that came meanwhile.
  studio.queue.refuseSecond(subjectOf(search.id))
  history.addSearch(search)
  const handle = start(studio, run, await history.search(search.id), datasetId, listener)
  return { ...handle, result: backedUp(handle.result, history, listener), run, searchId: search.id }
}

function start(studio: Studio, run: RunRecord, search: SearchRecord, datasetId: string, listener: JobListener): JobHandle<SearchResult> {
  const { history, home, queue } = studio
  const { id, config, checkpointStep, seconds } = search
  const prepare = () => {
    const job = {
      kind: 'search',
      searchId: id,
      runFolder: runFolder(home, run.id),
      datasetFolder: datasetFolder(home, datasetId),
      trainConfig: run.config,
      config,
      checkpointStep,
      candidates: history.candidates(id),
      secondsBefore: seconds,
    } as const
    return jobOptions(job, computeOf(run.config), recordSearch(history, search, searchLogFile(home, run.id, id)), listener)
  }
  return addQueued(queue, prepare, searchNeeds(run.config, config, listener), subjectOf(id), (how) => history.endSearch(id, { ...how, summary: null, seconds: 0 }))
}
