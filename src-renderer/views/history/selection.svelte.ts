import { SvelteSet } from 'svelte/reactivity'

/** Which runs are selected, by their ids, so that a table in motion does not change it. Outlives the screen. */
class Selection {
  readonly ids = new SvelteSet<string>()
  /** Line from which a range is selected. */
  anchor: number | null = null
  private range: readonly string[] = []

  toggle(id: string): void {
    this.range = []
    if (!this.ids.delete(id)) this.ids.add(id)
  }

  /** The runs from the anchor to another line, in place of the last such range. */
  setRange(ids: readonly string[]): void {
    this.remove(this.range)
    this.range = ids
    this.add(ids)
  }

  add(ids: readonly string[]): void {
    for (const id of ids) this.ids.add(id)
  }

  remove(ids: readonly string[]): void {
    for (const id of ids) this.ids.delete(id)
  }

  clear(): void {
    this.ids.clear()
    this.anchor = null
    this.range = []
  }
}

export const selection = new Selection()
