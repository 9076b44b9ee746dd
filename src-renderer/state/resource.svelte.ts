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
  private tookMs = 0
  private underWay: Promise<void> = Promise.resolve()
  private again = false

  constructor(private readonly fetch: () => Promise<T>) {}

  refresh(): Promise<void> {
    this.underWay = this.ask()
    return this.underWay
  }

  /**
   * What is stored has changed. Waits for the answer under way, and then as long as that took: however often something
   * changes, at least half of the time is left to others.
   */
  async stale(): Promise<void> {
    if (this.again) return
    this.again = true
    await this.underWay
    await new Promise((resolve) => setTimeout(resolve, this.tookMs))
    this.again = false
    await this.refresh()
  }

  private async ask(): Promise<void> {
    const began = performance.now()
    const number = ++this.asked
    this.loading = true
    try {
      const value = await this.fetch()
      this.tookMs = performance.now() - began
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
      if (push.topics.some((topic) => stale.has(topic))) void resource.stale()
    })
  })
  return resource
}
