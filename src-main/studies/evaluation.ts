import { rankingSettings } from '../../src-contract/domain/ranking-request'
import { StudioError } from '../../src-contract/errors'
import type { ArchitectureSubset } from '../../src-contract/domain/ranking'
import type { SearchSpace } from '../../src-contract/search-space/search-space'
import type { StudyFile } from '../../src-contract/study/study-file'
import type { RankRequest } from '../jobs/ranking-config'

/** The evaluation of a study file as a ranking is asked for. Throws where an architecture of a list is none of the space. */
export function subsetOf({ architectures, images, batch, seed }: NonNullable<StudyFile['ranking']>, space: SearchSpace): Omit<RankRequest, 'run'> {
  return { subset: subset(architectures, space), images, batch: batch ?? rankingSettings.batch.default, seed: seed ?? rankingSettings.seed.default }
}

function subset(architectures: NonNullable<StudyFile['ranking']>['architectures'], space: SearchSpace): ArchitectureSubset {
  if (typeof architectures !== 'string') return { kind: 'list', source: 'the study file', architectures: architectures.map((each) => space.parse(JSON.stringify(each))) }
  if (architectures === 'paper-subset' || architectures === 'all') return { kind: architectures }
  const count = Number(architectures.slice('random:'.length))
  if (BigInt(count) > space.size) throw new StudioError('bad-argument', `"ranking" asks for ${architectures}, and ${space.title} has ${space.size} architectures.`)
  return { kind: 'random', count }
}
