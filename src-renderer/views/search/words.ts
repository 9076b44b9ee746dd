import { costTexts, searchMethodTexts, truthTitles } from '../../../src-contract/domain/choice-texts'
import { costIds, type CostId } from '../../../src-contract/domain/choices'
import type { SearchConfig } from '../../../src-contract/domain/search'
import { count, inSentence, many, percent, short } from '../../components/format'

/** What a search maximises, as its axis is called. */
export function scoreName({ scorer }: Pick<SearchConfig, 'scorer'>): string {
  if (scorer.kind === 'table') return `${scorer.split === 'test' ? 'Test' : 'Validation'} accuracy of the table, ${truthTitles[scorer.truth]}`
  return scorer.score === 'accuracy' ? 'Supernet accuracy' : 'Supernet loss'
}

export function scorerWords({ scorer }: Pick<SearchConfig, 'scorer'>): string {
  return scorer.kind === 'table' ? inSentence(scoreName({ scorer })) : `${scorer.score} of the supernet on ${many(scorer.images, 'image')}`
}

/** "parameters at most 500 k, latency at most 3 ms", or "no limits". */
export function limitWords({ limits }: Pick<SearchConfig, 'limits'>): string {
  const set = costIds.flatMap((id) => (limits[id] === null ? [] : [`${costTexts[id].title.toLowerCase()} at most ${costText(id, limits[id])}`]))
  return set.length === 0 ? 'no limits' : set.join(', ')
}

export function methodWords({ method, seed }: SearchConfig): string {
  const { title } = searchMethodTexts[method.id]
  switch (method.id) {
    case 'evolution':
    case 'nsga2':
      return `${title}, ${many(method.generations, 'generation')} of ${count(method.population)}, seed ${seed}`
    case 'random':
      return `${title}, ${many(method.evaluations, 'architecture')}, seed ${seed}`
    case 'exhaustive':
      return title
  }
}

export function costText(id: CostId, value: number | null): string {
  if (value === null) return '–'
  return id === 'latency' ? `${value < 10 ? value.toPrecision(3) : count(Math.round(value))} ms` : short(value)
}

export function accuracyText(share: number | null): string {
  return share === null ? '–' : percent(share, 2)
}

export function lossText(loss: number | null): string {
  return loss === null ? '–' : loss.toFixed(4)
}
