import * as v from 'valibot'
import { StudioError } from '../../src-contract/errors'
import { mobileNetChain } from '../../src-contract/search-space/mobilenet'
import { nasBench201 } from '../../src-contract/search-space/nas-bench-201'
import type { SpacePlan } from '../../src-contract/search-space/spec'
import type { GoldenCase } from './read-case'

const count = v.pipe(v.number(), v.safeInteger(), v.minValue(1))

/** How a case describes its space; a MobileNet's stages are [channels, blocks, stride]. */
const caseSpace = v.variant('kind', [
  v.object({ kind: v.literal('nas-bench-201'), channels: count, cells: count, classes: count }),
  v.object({ kind: v.literal('mobilenet'), first: count, first_stride: count, stem_out: count, stages: v.array(v.tuple([count, count, count])), last: count, classes: count }),
])

/** Kinds that a case can be of. */
export const recordedSpaces: readonly string[] = caseSpace.options.map(({ entries }) => entries.kind.literal)

/** Throws 'case-malformed' naming the field. */
export function planOf({ name, space }: GoldenCase): { readonly plan: SpacePlan; readonly classes: number } {
  const found = v.safeParse(caseSpace, space)
  if (!found.success) throw new StudioError('case-malformed', `${name}.json: space.${v.getDotPath(found.issues[0]) ?? ''}: ${found.issues[0].message}.`)
  const { output } = found
  return { plan: asPlan(output), classes: output.classes }
}

function asPlan(space: v.InferOutput<typeof caseSpace>): SpacePlan {
  switch (space.kind) {
    case 'nas-bench-201':
      return { template: 'cell', spec: nasBench201, channels: space.channels, cells: space.cells }
    case 'mobilenet': {
      const stages = space.stages.map(([channels, blocks, stride]) => ({ channels, blocks, stride }))
      const first = { channels: space.first, stride: space.first_stride }
      return { template: 'chain', spec: mobileNetChain({ first, stem: space.stem_out, stages, last: space.last }) }
    }
  }
}
