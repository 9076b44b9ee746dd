import type { SpaceId } from '../domain/choices'
import type { SpaceConfig } from '../domain/run'
import { createCellSpace } from './cell-space'
import { nasBench201 } from './nas-bench-201'
import type { SearchSpace } from './search-space'
import type { CellSpec } from './spec'

/** Specifications of the built-in spaces. */
export const spaceSpecs: Readonly<Record<SpaceId, CellSpec>> = {
  'nas-bench-201': nasBench201,
}

/** The space of a run: specification, settings and number of classes put together. */
export function createSearchSpace(config: SpaceConfig, classes: number): SearchSpace {
  return createCellSpace(spaceSpecs[config.id], { channels: config.channels, cells: config.cells, classes })
}
