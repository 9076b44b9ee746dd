import { untrack } from 'svelte'

/**
 * Everything that can be done from where the user is, for the command palette and the keyboard. The shell registers
 * what is always possible; a view registers its own for as long as it is shown.
 */
export interface Action {
  readonly id: string
  readonly title: string
  /** Heading in the palette, e.g. "Go to" or "Run". */
  readonly group: string
  /** As shown, e.g. "Ctrl+K" or "G D"; see keyboard.ts for what can be written. */
  readonly shortcut?: string
  readonly run: () => void | Promise<void>
}

class Actions {
  all = $state.raw<readonly Action[]>([])
  // Not a rune: while an effect is undone, runes still read as they were before it, and a list added meanwhile would be lost.
  private readonly lists = new Set<readonly Action[]>()

  add(actions: readonly Action[]): () => void {
    this.lists.add(actions)
    this.tell()
    return () => {
      this.lists.delete(actions)
      this.tell()
    }
  }

  private tell(): void {
    this.all = [...this.lists].flat()
  }
}

export const actions = new Actions()

/** Call while a component is set up; the list may depend on runes. */
export function useActions(list: () => readonly Action[]): void {
  $effect(() => {
    const added = list()
    // Adding reads the lists and changes them: the effect must not depend on them.
    return untrack(() => actions.add(added))
  })
}
