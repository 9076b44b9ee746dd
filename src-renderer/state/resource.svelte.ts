import type { Topic } from '../../src-contract/domain/job'
import { onPush } from '../api/client'
import { toErrorData, type ErrorData } from '../../src-contract/errors'

/**
 * Stored state as a view sees it: a value, the topics that make it stale, and one fetch. The last value stays while a
 * new one is on its way, and an older answer never replaces a newer one.
 */
export class Resource<T> {
  value = $state.raw<T | null>(null)
  error = $state.raw<ErrorData | null>(null)
  loading = $state(true)
  private asked = 0

  constructor(private readonly fetch: () => Promise<T>) {}

  async refresh(): Promise<void> {
    const number = ++this.asked
    this.loading = true
    try {
      const value = await this.fetch()
      if (number !== this.asked) return
      this.value = value
      this.error = null
    } catch (error) {
      if (number !== this.asked) return
      this.error = toErrorData(error)
    }
    this.loading = false
  }
}

/**
 * For the life of a component: fetches at once, again whenever what `fetch` read changed (runes read before its first
 * await), and whenever one of the topics changed in the main process. Call it while the component is set up.
 */
export function useResource<T>(fetch: () => Promise<T>, topics: () => readonly Topic[]): Resource<T> {
  const resource = new Resource(fetch)
  $effect(() => {
    void resource.refresh()
  })
  $effect(() => {
    const stale = new Set(topics())
    return onPush('changed', (push) => {
      if (push.topics.some((topic) => stale.has(topic))) void resource.refresh()
    })
  })
  return resource
}
