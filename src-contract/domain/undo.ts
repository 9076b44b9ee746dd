/** How long the window offers to take a deletion back, in milliseconds. */
export const undoMs = 10_000

/** How long it can be: the offer begins a little after the deletion, and a click at its last moment has still to arrive. */
export const undoableMs = undoMs + 2000
