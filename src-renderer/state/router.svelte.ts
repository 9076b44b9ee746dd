/** Where the user is. Kept in the address, so that a page that is loaded again comes back to the same place. */
export const viewIds = ['welcome', 'datasets', 'spaces', 'new-run', 'run', 'ranking', 'search', 'scores', 'studies', 'history', 'compare', 'settings'] as const
export type ViewId = (typeof viewIds)[number]

export interface Route {
  readonly view: ViewId
  /** What the view shows: a run's, a ranking's, a search's, imported scores', a study's, a data set's or a space's id; several for a comparison. */
  readonly ids: readonly string[]
}

function parse(hash: string): Route {
  const [view, ...ids] = hash.replace(/^#\//, '').split('/').map(decodeURIComponent)
  return isView(view) ? { view, ids: ids.filter((id) => id !== '') } : { view: 'datasets', ids: [] }
}

function isView(text: string | undefined): text is ViewId {
  return viewIds.some((id) => id === text)
}

class Router {
  route = $state.raw<Route>(parse(location.hash))

  constructor() {
    window.addEventListener('hashchange', () => {
      this.route = parse(location.hash)
    })
  }
}

export const router = new Router()

export function href(view: ViewId, ...ids: readonly string[]): string {
  return `#/${[view, ...ids].map(encodeURIComponent).join('/')}`
}

export function goTo(view: ViewId, ...ids: readonly string[]): void {
  location.hash = href(view, ...ids)
}
