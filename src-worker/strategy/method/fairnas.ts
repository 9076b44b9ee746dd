import { widestChoice } from '../../../src-contract/domain/method-facts'
import type { Random } from '../../random'
import type { Method } from '../types'

/**
 * FairNAS (Chu et al., ICCV 2021), strict fairness: as many subnets per step as the widest choice has operations, on
 * every choice a random permutation, so that each operation is used exactly once. Their gradients are summed, and a rate
 * that depends on complexity weighs the loss of each. Fixed choices have their one operation in all subnets.
 */
export const fairnas: Method = {
  draw: (space, _sampler, random, fixed) => {
    const subnets = widestChoice(space.choices)
    const columns = space.choices.map(({ operations }, choice) => {
      const drawn = operationsInTurn(operations.length, subnets, random)
      const operation = fixed.get(choice)
      return operation === undefined ? drawn : drawn.map(() => operation)
    })
    return Array.from({ length: subnets }, (_, subnet) => columns.map((column) => column[subnet] ?? 0))
  },
  factorOn: 'loss',
}

/** Each of `count` operations once and, where that is less than the subnets, some again, drawn without repetition; shuffled. */
function operationsInTurn(count: number, subnets: number, random: Random): number[] {
  const all = [...Array(count).keys()]
  while (all.length < subnets) all.push(...random.permutation(count).subarray(0, subnets - all.length))
  return Array.from(random.permutation(subnets), (position) => all[position] ?? 0)
}
