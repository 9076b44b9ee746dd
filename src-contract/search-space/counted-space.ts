import { StudioError } from '../errors'
import { parseArchitecture } from './parse-architecture'
import { sumsByOperation, weightElements, type Architecture, type Choice, type SearchSpace, type WeightSpec } from './search-space'

/** What tells one template's space from another's; the counting is common to all. */
export interface SpaceParts extends Pick<SearchSpace, 'id' | 'title' | 'choices' | 'weights' | 'liveKey' | 'format' | 'checkImageSize'> {
  /** The beginning of a string form, for messages. */
  readonly example: string
  /** Reads the string form: an architecture, or what is wrong with the text. */
  readonly parseString: (text: string) => Architecture | string
}

/** A search space out of its choices and weights: everything that can be counted from them. */
export function countedSpace({ example, parseString, ...parts }: SpaceParts): SearchSpace {
  const { title, choices, weights } = parts
  const size = choices.reduce((product, { operations }) => product * BigInt(operations.length), 1n)
  const isIndexed = size <= Number.MAX_SAFE_INTEGER
  const used = (architecture: Architecture) => weights.filter((weight) => isUsed(weight, architecture))
  const parameters = (architecture: Architecture) => sum(used(architecture).map(parametersOf))

  const fromIndex = (index: number): Architecture => {
    if (!isIndexed) {
      throw new StudioError('architecture-malformed', `${title} has ${size} architectures, too many to be numbered; write a string such as ${example} or a JSON list of operation numbers.`)
    }
    if (!Number.isInteger(index) || index < 0 || BigInt(index) >= size) {
      throw new StudioError('architecture-malformed', `There is no architecture ${index} in ${title}; use 0 to ${size - 1n}.`)
    }
    let rest = index
    return choices.toReversed().map(({ operations: { length } }) => {
      const operation = rest % length
      rest = Math.floor(rest / length)
      return operation
    }).toReversed()
  }

  return {
    ...parts,
    size,
    extremes: extremes(choices, weights),
    parameters,
    multiplyAdds: (architecture, imageSize) => sum(used(architecture).map((weight) => multiplyAddsOf(weight, imageSize))),
    used: (architecture) => new Set(used(architecture).map((weight) => weight.name)),
    index: (architecture) => (isIndexed ? architecture.reduce((index, operation, choice) => index * (choices[choice]?.operations.length ?? 1) + operation, 0) : null),
    fromIndex,
    parse: (text) => parseArchitecture(text, { choices, fromIndex, parseString, example }),
  }
}

function isUsed(weight: WeightSpec, architecture: Architecture): boolean {
  return weight.usedBy === null || architecture[weight.usedBy.choice] === weight.usedBy.operation
}

function parametersOf(weight: WeightSpec): number {
  return weight.counted ? weightElements(weight) : 0
}

/** A bias (one dimension) is added, not multiplied. */
function multiplyAddsOf(weight: WeightSpec, imageSize: number): number {
  if (weight.shape.length === 1) return 0
  return weightElements(weight) * (weight.downsampling === null ? 1 : Math.ceil(imageSize / weight.downsampling) ** 2)
}

/** Cmin and Cmax: each choice adds its own part, so the extremes are sums of the extremes of the choices. */
function extremes(choices: readonly Choice[], weights: readonly WeightSpec[]): SearchSpace['extremes'] {
  const { fixed, operations } = sumsByOperation({ choices, weights }, parametersOf)
  return {
    smallest: fixed + sum(operations.map((own) => Math.min(...own))),
    largest: fixed + sum(operations.map((own) => Math.max(...own))),
  }
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0)
}
