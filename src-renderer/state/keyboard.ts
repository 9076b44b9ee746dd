import type { Action } from './actions.svelte'

/** A second key of a chord such as "G D" must come within this time. */
const chordMs = 1200

/** Runs the action whose shortcut was typed: "Ctrl+K", "?", or a chord of two plain keys such as "G D". */
export class Keyboard {
  private first: { readonly key: string; readonly at: number } | null = null

  constructor(private readonly actions: () => readonly Action[]) {}

  handle(event: KeyboardEvent): void {
    if (event.defaultPrevented || event.repeat) return
    const pressed = nameOf(event)
    if (isTyping(event.target) && !pressed.includes('+') && pressed !== 'Escape') return
    // A dialog has the keyboard for itself.
    if (document.querySelector('[role=dialog]') !== null) return
    const chord = this.first !== null && event.timeStamp - this.first.at < chordMs ? `${this.first.key} ${pressed}` : null
    const action = this.actions().find(({ shortcut }) => shortcut !== undefined && (shortcut === pressed || shortcut === chord))
    this.first = action === undefined && !pressed.includes('+') ? { key: pressed, at: event.timeStamp } : null
    if (action === undefined) return
    event.preventDefault()
    void action.run()
  }
}

function nameOf(event: KeyboardEvent): string {
  const key = event.key.length === 1 ? event.key.toUpperCase() : event.key
  const held = [event.ctrlKey || event.metaKey ? 'Ctrl' : '', event.altKey ? 'Alt' : '', event.shiftKey && event.key.length > 1 ? 'Shift' : '']
  return [...held.filter((name) => name !== ''), key].join('+')
}

function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName))
}
