import type { SpaceConfig } from '../domain/run'
import { createCellSpace } from './cell-space'
import { createChainSpace } from './chain-space'
import { mobileNet } from './mobilenet'
import { nasBench201 } from './nas-bench-201'
import type { SearchSpace } from './search-space'
import type { SpacePlan } from './spec'

/** What a run's space is made of: the specification of a built-in space with its settings filled in. */
export function spacePlan(config: SpaceConfig): SpacePlan {
  switch (config.id) {
    case 'nas-bench-201':
      return { template: 'cell', spec: nasBench201, channels: config.channels, cells: config.cells }
    case 'mobilenet':
      return { template: 'chain', spec: mobileNet(config) }
  }
}

export function plannedSpace(plan: SpacePlan, classes: number): SearchSpace {
  switch (plan.template) {
    case 'cell':
      return createCellSpace(plan.spec, { channels: plan.channels, cells: plan.cells, classes })
    case 'chain':
      return createChainSpace(plan.spec, classes)
  }
}

/** The space of a run: specification, settings and number of classes put together. */
export function createSearchSpace(config: SpaceConfig, classes: number): SearchSpace {
  return plannedSpace(spacePlan(config), classes)
}
