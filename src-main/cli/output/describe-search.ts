import { costTexts, searchMethodTexts, truthTitles } from '../../../src-contract/domain/choice-texts'
import { costIds, truthIds, type CostId } from '../../../src-contract/domain/choices'
import type { SearchCandidate, SearchConfig, SearchRecord } from '../../../src-contract/domain/search'
import { costOf, improvements, searchFront } from '../../../src-contract/search-figures'
import type { SearchSpace } from '../../../src-contract/search-space/search-space'
import { bestOf, candidateView, type CandidateView } from '../../../src-contract/search-view'
import { formatCount, formatFigure, formatPairs, formatSeconds, formatTable } from './format'

/** What scripts rely on. */
export function searchFields({ id, runId, summary, ...record }: SearchRecord, space: SearchSpace, candidates: readonly SearchCandidate[]): object {
  const view = (candidate: SearchCandidate): CandidateView => candidateView(space, summary?.optimum ?? null, candidate)
  const { config } = record
  const best = bestOf(config, summary, candidates)
  return {
    search: id,
    run: runId,
    ...record,
    evaluations: candidates.filter(({ accuracy }) => accuracy !== null).length,
    liveGraphs: summary?.liveGraphs ?? null,
    optimum: summary?.optimum ?? null,
    best: best === null ? null : view(best),
    improvements: improvements(config.scorer, candidates).map(view),
    front: { cost: costOf(config), candidates: searchFront(config.scorer, candidates, costOf(config)).map(view) },
  }
}

export function describeScorer({ scorer }: SearchConfig): string {
  return scorer.kind === 'table'
    ? `${scorer.split === 'test' ? 'test' : 'validation'} accuracy of the table, ${truthTitles[scorer.truth]}`
    : `${scorer.score} of the supernet on ${formatCount(scorer.images, 'held-out image')}`
}

export function describeSearch(record: SearchRecord, space: SearchSpace, candidates: readonly SearchCandidate[]): string {
  const { id, runId, config, state, summary, seconds, error, checkpointStep } = record
  const cost = costOf(config)
  const best = bestOf(config, summary, candidates)
  const { batch, warmUp, runs, threads } = config.latency
  const limits = costIds.flatMap((kind) => (config.limits[kind] === null ? [] : [`${costTexts[kind].title.toLowerCase()} at most ${config.limits[kind]}${kind === 'latency' ? ' ms' : ''}`]))
  const scored = candidates.filter(({ accuracy }) => accuracy !== null).length
  const sections = [
    formatPairs([
      ['search', `${id} of run ${runId}${checkpointStep === null ? '' : `, checkpoint of step ${checkpointStep}`}`],
      ['state', error === null ? state : `${state}: ${error.message} [${error.code}]`],
      ['method', `${searchMethodTexts[config.method.id].title}, seed ${config.seed}`],
      ['score', describeScorer(config)],
      ['limits', limits.length === 0 ? 'none' : limits.join(', ')],
      ...(candidates.some(({ latency }) => latency !== null) ? [['latency', `median of ${runs} passes of ${formatCount(batch, 'image')} after ${warmUp}, ${formatCount(threads, 'thread')}`] as const] : []),
      ['looked at', `${formatCount(candidates.length, 'architecture')}, ${scored} scored, in ${formatSeconds(seconds)}`],
    ]),
  ]
  if (best !== null) {
    const shown = candidateView(space, summary?.optimum ?? null, best)
    sections.push(`Best\n${formatPairs([['architecture', shown.index === null ? shown.architecture : `${shown.index}  ${shown.architecture}`], ...figures(shown)])}`)
    const front = searchFront(config.scorer, candidates, cost).map((candidate) => candidateView(space, summary?.optimum ?? null, candidate))
    sections.push(`Pareto front, score against ${costTexts[cost].title.toLowerCase()}\n${frontTable(front, cost)}`)
  }
  return sections.join('\n\n')
}

function figures({ number, accuracy, loss, parameters, multiplyAdds, latency, truth, regret }: CandidateView): [string, string][] {
  return [
    ['found', `after ${formatCount(number + 1, 'architecture')}`],
    ['accuracy', percent(accuracy)],
    ...(loss === null ? [] : [['loss', formatFigure(loss)] as [string, string]]),
    ['parameters', String(parameters)],
    ['multiply-adds', String(multiplyAdds)],
    ...(latency === null ? [] : [['latency', `${formatFigure(latency)} ms`] as [string, string]]),
    ...(truth === null ? [] : truthIds.map((id): [string, string] => [`true ${truthTitles[id]}`, `${truth[id].toFixed(2)}%${regret === null ? '' : `, regret ${regret[id].toFixed(2)}`}`])),
  ]
}

function frontTable(front: readonly CandidateView[], cost: CostId): string {
  return formatTable(
    ['index>', `${costTexts[cost].title.toLowerCase()}>`, 'accuracy>', 'loss>', 'architecture'],
    front.map((each) => [String(each.index ?? '–'), formatFigure(each[cost]), percent(each.accuracy), formatFigure(each.loss), each.architecture]),
  )
}

export function percent(share: number | null): string {
  return share === null ? '–' : `${(share * 100).toFixed(2)}%`
}
