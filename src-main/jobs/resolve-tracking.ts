/** Which architectures a run tracks, how often and on which images. Pure. */
import { optionNames } from '../../src-contract/domain/settings'
import type { ArchitectureSubset } from '../../src-contract/domain/ranking'
import { rankingSettings } from '../../src-contract/domain/ranking-request'
import type { TrackingConfig, TrainConfig } from '../../src-contract/domain/run'
import type { TrainRequest } from '../../src-contract/domain/train-request'
import { StudioError } from '../../src-contract/errors'
import { hasPaperSubset, paperSubsetSize } from '../../src-contract/search-space/ground-truth'
import type { SearchSpace } from '../../src-contract/search-space/search-space'
import { trackedPoints } from '../../src-contract/tracked-steps'

/** Beyond these a run would spend its time on judging and its disk on scores. */
const mostArchitectures = 20_000
const mostPoints = 10_000
const usualImages = 1024
const usualRandom = 100

/** How many architectures a list names. */
export function trackedCount(subset: ArchitectureSubset, space: SearchSpace): number {
  switch (subset.kind) {
    case 'paper-subset':
      return paperSubsetSize
    case 'all':
      return Number(space.size)
    case 'random':
      return subset.count
    case 'list':
      return new Set(subset.architectures.map((architecture) => architecture.join())).size
  }
}

/** @param config all that is known of the run but this */
export function resolveTracking(request: TrainRequest, space: SearchSpace, config: TrainConfig): { readonly tracking?: TrackingConfig } {
  const { trackEvery: every, trackArchitectures, trackImages } = request
  if (every === undefined) {
    const given = trackImages !== undefined ? optionNames.trackImages : trackArchitectures !== undefined ? '--track-architectures' : null
    if (given !== null) throw new StudioError('bad-argument', `${given} needs ${optionNames.trackEvery}: say after how many epochs architectures are judged.`)
    return {}
  }
  const { validImages } = config
  if (validImages < 2) throw new StudioError('dataset-too-small', `${optionNames.trackEvery}: the data set holds out ${validImages} images; judging architectures needs at least 2.`)
  if (trackImages !== undefined && trackImages > validImages) throw new StudioError('dataset-too-small', `${optionNames.trackImages} asks for ${trackImages} images, and the run holds out ${validImages}.`)
  const subset = trackArchitectures ?? usualSubset(space, config)
  checkSubset(subset, space, config)
  const tracking = { every, subset, images: trackImages ?? Math.min(usualImages, validImages), batch: rankingSettings.batch.default, seed: rankingSettings.seed.default }
  const points = trackedPoints({ ...config, tracking })
  if (points > mostPoints) throw new StudioError('bad-argument', `${optionNames.trackEvery} ${every} judges architectures ${points} times; at most ${mostPoints} are kept: give a larger number.`)
  return { tracking }
}

function usualSubset(space: SearchSpace, { space: { id } }: TrainConfig): ArchitectureSubset {
  if (hasPaperSubset(id)) return { kind: 'paper-subset' }
  return space.size <= usualRandom ? { kind: 'all' } : { kind: 'random', count: usualRandom }
}

function checkSubset(subset: ArchitectureSubset, space: SearchSpace, { space: { id } }: TrainConfig): void {
  const refuse = (reason: string): never => {
    throw new StudioError('bad-argument', `--track-architectures: ${reason}.`)
  }
  if (subset.kind === 'paper-subset' && !hasPaperSubset(id)) refuse(`the paper's subset exists for NAS-Bench-201 only, not for ${space.title}; give random:N, all or a file`)
  if (subset.kind === 'list') for (const architecture of subset.architectures) space.parse(JSON.stringify(architecture))
  if (subset.kind === 'random' && BigInt(subset.count) > space.size) refuse(`random:${subset.count} asks for more than the ${space.size} architectures of ${space.title}`)
  const count = trackedCount(subset, space)
  if (count > mostArchitectures) refuse(`these are ${count} architectures, and at most ${mostArchitectures} are judged while a run trains; give random:N`)
}
