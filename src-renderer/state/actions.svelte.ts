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
  private lists = $state.raw<readonly (readonly Action[])[]>([])
  readonly all = $derived(this.lists.flat())

  add(actions: readonly Action[]): () => void {
    this.lists = [...this.lists, actions]
    return () => {
      this.lists = this.lists.filter((list) => list !== actions)
    }
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
