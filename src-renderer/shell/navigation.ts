import Database from '@lucide/svelte/icons/database'
import FlaskConical from '@lucide/svelte/icons/flask-conical'
import GitCompareArrows from '@lucide/svelte/icons/git-compare-arrows'
import History from '@lucide/svelte/icons/history'
import Network from '@lucide/svelte/icons/network'
import Play from '@lucide/svelte/icons/play'
import Scale from '@lucide/svelte/icons/scale'
import Settings from '@lucide/svelte/icons/settings'
import Telescope from '@lucide/svelte/icons/telescope'
import type { Component } from 'svelte'
import { sections } from '../views/settings/sections'
import type { Action } from '../state/actions.svelte'
import { goTo, type ViewId } from '../state/router.svelte'

export interface Destination {
  readonly view: ViewId
  readonly title: string
  readonly icon: Component
  readonly shortcut: string
}

/** In the order of the work: data, space, run, history, judgement. */
export const destinations: readonly Destination[] = [
  { view: 'datasets', title: 'Datasets', icon: Database, shortcut: 'G D' },
  { view: 'spaces', title: 'Search spaces', icon: Network, shortcut: 'G S' },
  { view: 'new-run', title: 'New run', icon: Play, shortcut: 'G N' },
  { view: 'studies', title: 'Studies', icon: FlaskConical, shortcut: 'G U' },
  { view: 'history', title: 'History', icon: History, shortcut: 'G H' },
  { view: 'search', title: 'Architecture search', icon: Telescope, shortcut: 'G A' },
  { view: 'compare', title: 'Compare', icon: GitCompareArrows, shortcut: 'G C' },
  { view: 'scores', title: 'Judge scores', icon: Scale, shortcut: 'G J' },
  { view: 'settings', title: 'Settings', icon: Settings, shortcut: 'G T' },
]

export const navigationActions: readonly Action[] = [
  ...destinations.map(({ view, title, shortcut }) => ({ id: `go-${view}`, title, group: 'Go to', shortcut, run: () => goTo(view) })),
  { id: 'go-welcome', title: 'First steps', group: 'Help', run: () => goTo('welcome') },
  ...sections.map(({ id, title }) => ({ id: `go-settings-${id}`, title: `Settings: ${title}`, group: 'Go to', run: () => goTo('settings', id) })),
]
