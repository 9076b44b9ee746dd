import type { ArchitectureSubset, RankingConfig } from '../../src-contract/domain/ranking'
import type { RunRecord } from '../../src-contract/domain/run'
import { StudioError } from '../../src-contract/errors'
import { createSearchSpace } from '../../src-contract/search-space/registry'

export interface RankRequest {
  readonly run: string
  readonly subset: ArchitectureSubset
  /** All held-out images of the run when left out. */
  readonly images?: number | undefined
  readonly batch: number
  readonly seed: number
}

/** What of a ranking decides its scores. Throws where it does not fit the run. */
export function rankingConfig(request: RankRequest, run: Pick<RunRecord, 'id' | 'config'>): RankingConfig {
  const { validImages } = run.config
  const images = request.images ?? validImages
  if (images > validImages) {
    throw new StudioError('dataset-too-small', `--images asks for ${images} images, and run ${run.id} holds out ${validImages}.`)
  }
  checkList(request.subset, run)
  if (images < 2) throw new StudioError('dataset-too-small', `Run ${run.id} holds out ${validImages} images; ranking needs at least 2.`)
  return { runId: run.id, subset: request.subset, images, batch: request.batch, seed: request.seed }
}

/** Each architecture of a list is one of the run's space. */
function checkList(subset: ArchitectureSubset, run: Pick<RunRecord, 'config'>): void {
  if (subset.kind !== 'list') return
  const space = createSearchSpace(run.config.space, run.config.classes)
  for (const architecture of subset.architectures) space.parse(JSON.stringify(architecture))
}
