import { StudioError } from '../../../src-contract/errors'
import type { SearchMethod } from '../types'

/** Above this an exhaustive search is refused. */
const mostArchitectures = 1_000_000n

/** Every architecture within the limits, in order of index. */
export const exhaustive: SearchMethod<'exhaustive'> = function* (_, pool) {
  const { domain } = pool
  if (domain.size > mostArchitectures) {
    throw new StudioError('bad-argument', `There are ${domain.size} architectures, too many to score each: search by evolution or at random.`)
  }
  for (const architecture of domain.all()) if (pool.take(architecture)) yield { architecture, generation: 0, origin: 'listed' }
}
