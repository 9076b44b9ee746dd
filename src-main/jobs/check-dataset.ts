import type { RunRecord } from '../../src-contract/domain/run'
import { StudioError } from '../../src-contract/errors'
import type { Studio } from './studio'

/** The run's own data set, unchanged since it began. */
export async function checkDataset({ history }: Pick<Studio, 'history'>, run: RunRecord): Promise<void> {
  const all = await history.datasets()
  const dataset = all.find(({ id }) => id === run.config.datasetId)
  if (dataset === undefined) {
    const removed = history.removedDataset(run.config.datasetId)
    const what = removed === null ? `The data set ${run.config.datasetId} of run ${run.id} is no longer in the history` : `Data set "${removed.name}" (${removed.id}) of run ${run.id} was removed on ${removed.removedAt?.slice(0, 10) ?? 'a day'}`
    throw new StudioError('dataset-missing', `${what}: the run keeps its figures, but cannot be trained or ranked any more.`)
  }
  if (dataset.fingerprint !== run.config.datasetFingerprint) {
    throw new StudioError('dataset-changed', `Data set "${dataset.name}" is not the one that run ${run.id} began with: its fingerprint differs.`)
  }
}
