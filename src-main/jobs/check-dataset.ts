import type { DatasetRecord } from '../../src-contract/domain/dataset'
import type { RunRecord, TrainConfig } from '../../src-contract/domain/run'
import { StudioError } from '../../src-contract/errors'
import type { Studio } from './studio'

/** The data set of a run: its own, or else one with the same content, since imported anew it has another id. */
export function datasetOf(all: readonly DatasetRecord[], { datasetId, datasetFingerprint }: Pick<TrainConfig, 'datasetId' | 'datasetFingerprint'>): DatasetRecord | undefined {
  const equal = all.filter(({ fingerprint }) => fingerprint === datasetFingerprint)
  return equal.find(({ id }) => id === datasetId) ?? equal[0]
}

/** The data set of a run, unchanged since it began. */
export async function checkDataset({ history }: Pick<Studio, 'history'>, run: RunRecord): Promise<DatasetRecord> {
  const all = await history.datasets()
  const dataset = datasetOf(all, run.config)
  if (dataset !== undefined) return dataset
  const own = all.find(({ id }) => id === run.config.datasetId)
  if (own !== undefined) throw new StudioError('dataset-changed', `Data set "${own.name}" is not the one that run ${run.id} began with: its fingerprint differs.`)
  const removed = history.removedDataset(run.config.datasetId)
  const what = removed === null ? `The data set ${run.config.datasetId} of run ${run.id} is no longer in the history` : `Data set "${removed.name}" (${removed.id}) of run ${run.id} was removed on ${removed.removedAt?.slice(0, 10) ?? 'a day'}`
  throw new StudioError('dataset-missing', `${what}: the run keeps its figures. To train or rank it, import the same images again with the same settings.`)
}
