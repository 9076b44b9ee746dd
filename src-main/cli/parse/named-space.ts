import { builtInSpaceIds } from '../../../src-contract/domain/choices'
import { StudioError } from '../../../src-contract/errors'
import type { SpaceWish } from '../../../src-contract/search-space/space-config'
import { SpaceStore } from '../../spaces/space-store'
import type { HomeFolder } from '../../system/home-folder'

/** What --space names: a space of the program, or one of the user's own with its whole specification. */
export function namedSpace(name: string | undefined, home: HomeFolder): Pick<SpaceWish, 'space' | 'spec'> {
  if (name === undefined) return {}
  const builtIn = builtInSpaceIds.find((id) => id === name)
  if (builtIn !== undefined) return { space: builtIn }
  try {
    return { space: 'own', spec: new SpaceStore(home.spaces).get(name) }
  } catch (error) {
    if (!(error instanceof StudioError) || error.code !== 'space-missing') throw error
    throw new StudioError(error.code, `--space: ${error.message} Those of the program are ${builtInSpaceIds.join(' and ')}.`, error)
  }
}
