/** A search space of the user's own as the command line shows it. */
import { plannedSpace } from '../../../src-contract/search-space/registry'
import { ownPlan, type OwnSpace } from '../../../src-contract/search-space/own-space'
import { describeSpace } from '../../../src-contract/search-space/space-config'
import { formatFigure, formatPairs, formatTable } from './format'

/** What is counted of a space, for a classifier of ten classes. */
export function spaceFigures(spec: OwnSpace) {
  const { choices, size, extremes } = plannedSpace(ownPlan(spec), 10)
  return { choices: choices.length, architectures: String(size), parameters: extremes }
}

export function spaceFields(spec: OwnSpace): object {
  return { space: spec.name, template: spec.template, ...spaceFigures(spec), specification: spec }
}

export function describeOwnSpace(spec: OwnSpace): string {
  const { choices, architectures, parameters } = spaceFigures(spec)
  const operations: readonly { readonly name: string; readonly kind: string }[] = spec.operations
  const pairs = formatPairs([
    ['space', describeSpace({ id: 'own', spec })],
    ...(spec.description === undefined ? [] : [['description', spec.description] as const]),
    ['template', spec.template],
    ['choices', `${choices} ${spec.template === 'cell' ? 'edges' : 'layers'}`],
    ['architectures', architectures],
    ['parameters', `${formatFigure(parameters.smallest)} to ${formatFigure(parameters.largest)} with 10 classes`],
  ])
  const settings = (operation: object): string =>
    Object.entries(operation).flatMap(([key, value]) => (key === 'name' || key === 'kind' ? [] : [`${key} ${String(value)}`])).join(', ')
  return `${pairs}\n\n${formatTable(['no.>', 'operation', 'kind', 'settings'], operations.map((each, number) => [String(number), each.name, each.kind, settings(each)]))}`
}
