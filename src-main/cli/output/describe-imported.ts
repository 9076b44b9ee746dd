import type { ImportedRanking } from '../../../src-contract/domain/imported-ranking'
import { figureFields, figureTable, firstTable } from './describe-ranking'
import { formatCount, printable } from './format'

/** Imported scores under the names that scripts rely on; the figures are called as those of a run's ranking. */
export function importedFields({ id, name, source, better, createdAt, space, classes, imageSize, summary }: ImportedRanking): object {
  const { architectures, figures, first, optimum } = summary
  return {
    ranking: id,
    name,
    source,
    better,
    createdAt,
    space,
    classes,
    imageSize,
    architectures,
    ...figureFields(figures, 'score'),
    first: { ...first, optimum },
    floors: { parameters: figureFields(figures, 'parameters'), multiplyAdds: figureFields(figures, 'multiplyAdds') },
  }
}

export function describeImported({ id, name, source, better, space, summary }: ImportedRanking): string {
  const { architectures, figures, first, optimum } = summary
  const head = `${printable(name)} (${id}): ${formatCount(architectures, 'score')} of ${space.id} from ${printable(source)}, ${better === 'high' ? 'higher' : 'lower'} is better`
  if (figures === null) return `${head}\nThis space has no table of true accuracies to compare with.\nfirst by score  ${first.architecture}`
  return `${head}\n\n${figureTable(figures, ['score', 'parameters', 'multiplyAdds'])}\n\nTrue accuracy of the architecture ranked first, percent:\n${firstTable([{ by: 'score', row: first }], optimum)}`
}
