import { basename } from 'node:path'
import type { ImportedRanking, ImportRequest } from '../../src-contract/domain/imported-ranking'
import { publishedNetwork } from '../../src-contract/search-space/published'
import { newId } from '../system/new-id'
import { freeName } from './dataset-name'
import type { JobHandle } from './queue'
import { defaultCompute, jobOptions, type JobListener, type Studio } from './studio'
import { backedUp } from './train-run'

/** Judges scores made elsewhere and keeps them in the history, as a ranking without a run. */
export function importScores({ history, queue }: Studio, request: ImportRequest, listener: JobListener): JobHandle<ImportedRanking> {
  const { text, better, source } = request
  const counted = publishedNetwork(request.space)
  const handle = queue.add(() => jobOptions({ kind: 'judge', source, text, better, ...counted }, defaultCompute(), null, listener))
  const keep = async (): Promise<ImportedRanking> => {
    const { rows, summary } = await handle.result
    const taken = (await history.importedRankings()).map(({ name }) => name)
    const wanted = request.name === '' ? basename(source).replace(/\.[^.]*$/, '') || source : request.name
    const ranking: ImportedRanking = { id: newId(), name: freeName(taken, wanted), source: basename(source), better, createdAt: new Date().toISOString(), ...counted, summary }
    history.addImportedRanking(ranking, rows)
    return ranking
  }
  // Unlike runs they have no log to be taken from.
  return { ...handle, result: backedUp(keep(), history, listener) }
}
