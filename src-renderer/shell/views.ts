import type { Component } from 'svelte'
import type { ViewId } from '../state/router.svelte'
import Compare from '../views/compare/compare.svelte'
import Datasets from '../views/datasets/datasets.svelte'
import History from '../views/history/history.svelte'
import NewRun from '../views/new-run/new-run.svelte'
import Ranking from '../views/ranking/ranking.svelte'
import Run from '../views/run/run.svelte'
import Search from '../views/search/search.svelte'
import Scores from '../views/scores/scores.svelte'
import Settings from '../views/settings/settings.svelte'
import Spaces from '../views/spaces/spaces.svelte'
import Studies from '../views/studies/studies.svelte'
import Welcome from '../views/welcome/welcome.svelte'

/** Every view gets the ids of the address. */
export const views: Readonly<Record<ViewId, Component<{ ids: readonly string[] }>>> = {
  welcome: Welcome,
  datasets: Datasets,
  spaces: Spaces,
  'new-run': NewRun,
  run: Run,
  ranking: Ranking,
  search: Search,
  scores: Scores,
  studies: Studies,
  history: History,
  compare: Compare,
  settings: Settings,
}
