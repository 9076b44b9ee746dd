import type { SearchMethodId } from '../../src-contract/domain/choices'
import type { SearchMethodConfig } from '../../src-contract/domain/search'
import type { Random } from '../random'
import { evolution } from './methods/evolution'
import { exhaustive } from './methods/exhaustive'
import { nsga2 } from './methods/nsga2'
import { randomSearch } from './methods/random'
import type { Pool } from './pool'
import type { SearchMethod, SearchSteps } from './types'

const methods: { readonly [Id in SearchMethodId]: SearchMethod<Id> } = { evolution, random: randomSearch, exhaustive, nsga2 }

export function searchSteps(settings: SearchMethodConfig, pool: Pool, random: Random): SearchSteps {
  // The entry of an id takes the settings of that id; TypeScript cannot follow that through the union.
  const method = methods[settings.id] as (settings: SearchMethodConfig, pool: Pool, random: Random) => SearchSteps
  return method(settings, pool, random)
}
