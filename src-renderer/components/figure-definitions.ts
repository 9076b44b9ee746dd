/** What each figure of a ranking is. The same words wherever the figure stands; docs/ranking.md says more. */
export interface FigureDefinition {
  readonly title: string
  /** With s for the score (higher is better), y for the true accuracy, c for the parameters, n architectures. */
  readonly formula: string
  readonly text: readonly string[]
}

export type FigureId = 'tau' | 'rho' | 'pearson' | 'top' | 'bottom' | 'best' | 'bias' | 'equal' | 'first' | 'floor' | 'shift'

const letters = 's: score, y: true accuracy, c: parameters, n: number of architectures.'

export const figureDefinitions: Readonly<Record<FigureId, FigureDefinition>> = {
  tau: {
    title: 'Kendall τ-b',
    formula: 'τ-b = (concordant − discordant) / √(pairs that differ in s · pairs that differ in y)',
    text: ['Of all pairs of architectures: how many the score puts in the true order, less those in the wrong one.', '1 is perfect, 0 chance. A pair that is tied in score or truth counts for neither side. Read it against the floors.'],
  },
  rho: {
    title: 'Spearman ρ',
    formula: 'ρ = Pearson r of rank(s) and rank(y)',
    text: ['Equal values share the mean of their ranks. A gross error costs more here than in τ.', '1 is perfect, 0 chance.'],
  },
  pearson: {
    title: 'Pearson r',
    formula: 'r = cov(s, y) / (σs · σy)',
    text: ['Of the values themselves: whether score and truth lie on a straight line. The few architectures that never learn weigh heavily.', 'A score that is not finite takes the lowest finite value.'],
  },
  top: {
    title: 'P@top k %',
    formula: '|top(s, m) ∩ top(y, m)| / m, m = ⌈k · n / 100⌉',
    text: ['Share of the k % best by score that are among the k % best in truth. Chance gives about k %.', 'Ties go to the lower index, in both orders.'],
  },
  bottom: {
    title: 'P@bottom k %',
    formula: '|bottom(s, m) ∩ bottom(y, m)| / m, m = ⌈k · n / 100⌉',
    text: ['The same for the worst: whether the score knows what to leave alone. Chance gives about k %.', 'Ties go to the lower index, in both orders.'],
  },
  best: {
    title: 'Best rank @k',
    formula: '100 / n · min { true rank of a : a among the k best by s }',
    text: ['Train the k architectures with the best scores in full and keep the best one: this is its true place, in percent of all. Lower is better; the least possible is 100 / n.', 'Ties go to the lower index. At most n architectures are taken.'],
  },
  bias: {
    title: 'Complexity bias',
    formula: '(ρ(s,c) − ρ(s,y) · ρ(c,y)) / √((1 − ρ(s,y)²) · (1 − ρ(c,y)²))',
    text: ['Partial Spearman correlation of score and parameters with the truth taken out: which size is favoured beyond what it deserves.', 'Below 0: small subnets are favoured. Above: large ones. A fair score is near 0 however noisy it is. For parameters as a score it is 1, or not defined.', letters],
  },
  equal: {
    title: 'τ within equal parameters',
    formula: 'τ-b over pairs with c(a) = c(b) only; sums over all such groups before the division',
    text: ['Favouring large subnets cannot raise it: it shows whether the score knows more of architectures than their size.', '1 is perfect, 0 chance; size itself has none.'],
  },
  first: {
    title: 'Top-1',
    formula: 'y of the architecture with the highest s',
    text: ['True test accuracy of the architecture that is ranked first, of those that were ranked. Ties go to the lower index.'],
  },
  floor: {
    title: 'Floors',
    formula: 's(a) = parameters of a; s(a) = multiply-adds of a',
    text: ['Scores that need no training. A score that does not beat them says nothing that counting would not have said.'],
  },
  shift: {
    title: 'Rank shift',
    formula: 'shift(a) = true rank of a − rank of a by s',
    text: ['Ranks from 1, the best first, among the architectures ranked; ties go to the lower index, in both orders.', 'Above 0: the score puts it higher than it deserves. The mean over architectures of one size shows whom the score favours; over all architectures it is 0.'],
  },
}
