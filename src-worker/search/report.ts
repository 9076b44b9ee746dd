import type { SearchCandidate, SearchConfig } from '../../src-contract/domain/search'
import { fitnessOf } from '../../src-contract/search-figures'
import type { EvaluationContext } from '../ranking/evaluate-architectures'

const chunk = { candidates: 64, seconds: 5 }
const progressSeconds = 0.5

/**
 * Reports candidates in chunks and waits until each is stored, so that an interruption loses at most one chunk.
 * @param total architectures to be scored; null: not known
 * @param before candidates that an earlier part has stored
 */
export function searchReporter({ scorer }: SearchConfig, context: EvaluationContext, { total, before }: { readonly total: number | null; readonly before: number }) {
  const beganAt = context.seconds()
  let waiting: SearchCandidate[] = []
  let flushedAt = beganAt
  let progressAt = -Infinity
  let done = 0
  let doneBefore = 0
  let generation = 0
  let best: SearchCandidate | null = null

  const flush = async (): Promise<void> => {
    flushedAt = context.seconds()
    if (waiting.length === 0) return
    context.emit({ kind: 'candidates', candidates: waiting })
    waiting = []
    await context.recorded()
  }
  const progress = (): void => {
    progressAt = context.seconds()
    const fresh = done - doneBefore
    const left = total === null || fresh === 0 ? null : ((progressAt - beganAt) / fresh) * Math.max(0, total - done)
    const byLoss = scorer.kind === 'supernet' && scorer.score === 'loss'
    const figures = best === null ? {} : { generation, best: (byLoss ? best.loss : best.accuracy) ?? 0 }
    context.emit({ kind: 'progress', progress: { phase: 'Searching', done, total, unit: 'architectures', secondsLeft: left, figures } })
  }
  return {
    flush,
    progress,
    progressWhenDue(): void {
      if (context.seconds() - progressAt >= progressSeconds) progress()
    },
    async candidate(candidate: SearchCandidate, isNew: boolean): Promise<void> {
      const fitness = fitnessOf(scorer, candidate)
      generation = candidate.generation
      if (fitness !== null) {
        done++
        if (candidate.number < before) doneBefore++
        if (best === null || fitness > (fitnessOf(scorer, best) ?? -Infinity)) best = candidate
      }
      if (!isNew) return
      waiting.push(candidate)
      if (waiting.length >= chunk.candidates || context.seconds() - flushedAt >= chunk.seconds) await flush()
    },
  }
}
