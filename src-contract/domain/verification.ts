import * as v from 'valibot'

/** Largest deviations that a correct machine stays below (docs/verify.md): absolute, that of the learning rate relative. */
export const verifyTolerances = { loss: 1e-5, learningRate: 1e-9, weights: 2e-6, momentum: 5e-5, logits: 5e-5 } as const
export type VerifyQuantity = keyof typeof verifyTolerances
export const verifyQuantities = ['loss', 'learningRate', 'weights', 'momentum', 'logits'] as const satisfies readonly VerifyQuantity[]

const deviation = v.nullable(v.number())

const verifiedCase = v.object({
  name: v.string(),
  /** Null: of a method or space that this version does not have. */
  pass: v.nullable(v.boolean()),
  /** Largest deviation of each quantity; null where the case has none. */
  deviations: v.object({ loss: deviation, learningRate: deviation, weights: deviation, momentum: deviation, logits: deviation }),
  /** Largest relative deviation from closed formulas, for the one case that checks those. */
  largest: deviation,
  /** Why it failed or cannot be replayed; empty where it passed. */
  reason: v.string(),
})

/** A verification that came to its end. */
export const verification = v.object({
  at: v.string(),
  seconds: v.number(),
  processor: v.string(),
  tensorflow: v.string(),
  cases: v.array(verifiedCase),
})

export type VerifiedCase = v.InferOutput<typeof verifiedCase>
export type Verification = v.InferOutput<typeof verification>

export interface VerificationView {
  /** Null before the first. */
  readonly last: Verification | null
  /** What is replayed already by the one under way; null while there is none. */
  readonly current: readonly VerifiedCase[] | null
}
