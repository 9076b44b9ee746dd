import { drawRandom } from '../breeding'
import type { SearchMethod } from '../types'

/** Uniform draws without repeats. */
export const randomSearch: SearchMethod<'random'> = function* ({ evaluations }, pool) {
  yield* drawRandom(pool, evaluations, 0)
}
