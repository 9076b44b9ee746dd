import type { SearchSpace } from '../search-space/search-space'
import { methodTexts } from './choice-texts'
import { methodIds, type MethodId } from './choices'

/** What a method is published with, where it is not the same for all, and what people are told of its steps. */
export interface MethodFacts {
  /** Of each stage. */
  readonly epochs: number
  /** Largest global L2 norm of the gradient; 0 = no clipping. */
  readonly clipNorm: number
  /** Subnets that one step trains: one, or one for each operation of the choice that has most. */
  readonly subnets: 'one' | 'one-per-operation'
  /** Few-shot methods: the choice whose operations each get a sub-supernet. Null: one supernet for the whole space. */
  readonly stageChoice: number | null
}

export const methodFacts: Readonly<Record<MethodId, MethodFacts>> = {
  spos: { epochs: 250, clipNorm: 5, subnets: 'one', stageChoice: null },
  fairnas: { epochs: 200, clipNorm: 0, subnets: 'one-per-operation', stageChoice: null },
  fsnas: { epochs: 300, clipNorm: 5, subnets: 'one', stageChoice: 0 },
}

/** "SPOS 250, FairNAS 200, FSNAS 300". */
export function byMethod(fact: (facts: MethodFacts) => number): string {
  return methodIds.map((id) => `${methodTexts[id].title} ${fact(methodFacts[id])}`).join(', ')
}

export function subnetsPerStep(method: MethodId, { choices }: Pick<SearchSpace, 'choices'>): number {
  return methodFacts[method].subnets === 'one' ? 1 : widestChoice(choices)
}

/** Operations of the choice that has most. */
export function widestChoice(choices: SearchSpace['choices']): number {
  return Math.max(...choices.map(({ operations }) => operations.length))
}
