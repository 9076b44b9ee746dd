/** Measuring inside the page. Each of these functions is sent there as text, so it uses nothing from around it. */
import type { Page } from 'playwright'

declare global {
  interface Window {
    /** The longest time of each interaction so far, by its id: from the input to the frame after it. */
    interactions?: Map<number, number>
  }
}

/** Milliseconds from `act` (a function, or the text of one) until the frame is painted in which `done` holds. */
export function painted(page: Page, act: (() => void) | string, done: (before: string) => boolean, before = ''): Promise<number> {
  return page.evaluate<number>(`(${measure.toString()})(${act.toString()}, ${done.toString()}, ${JSON.stringify(before)})`)
}

async function measure(act: () => void, done: (before: string) => boolean, before: string): Promise<number> {
  const start = performance.now()
  act()
  do {
    await new Promise(requestAnimationFrame)
    if (performance.now() - start > 30_000) throw new Error('It was never shown.')
  } while (!done(before))
  // A task after the frame's callbacks runs when the frame was painted.
  await new Promise((resolve) => setTimeout(resolve))
  return performance.now() - start
}

export interface Scrolled {
  readonly framesPerSecond: number
  /** Longest time between two frames, in milliseconds. */
  readonly longestMs: number
  /** Share of frames in which a row in sight had no text yet. */
  readonly blankShare: number
}

/** Scrolls the table of runs by `pixels` in each frame for some seconds. */
export function scroll(page: Page, seconds: number, pixels: number): Promise<Scrolled> {
  return page.evaluate<Scrolled>(`(${scrollTable.toString()})(${seconds}, ${pixels})`)
}

async function scrollTable(seconds: number, pixels: number): Promise<Scrolled> {
  const grid = document.querySelector('[aria-label="Runs"]')
  if (grid === null) throw new Error('The table is not shown.')
  const start = performance.now()
  let [frames, blank, longest, last] = [0, 0, 0, start]
  while (last - start < seconds * 1000) {
    grid.scrollTop += pixels
    await new Promise(requestAnimationFrame)
    const now = performance.now()
    longest = Math.max(longest, now - last)
    last = now
    frames++
    const { top, bottom } = grid.getBoundingClientRect()
    const rows = [...grid.querySelectorAll('[role=row][aria-rowindex]')].slice(1)
    const inSight = rows.filter((row) => row.getBoundingClientRect().top > top && row.getBoundingClientRect().bottom < bottom)
    if (inSight.some((row) => row.querySelector('a') === null)) blank++
  }
  return { framesPerSecond: (frames * 1000) / (last - start), longestMs: longest, blankShare: blank / frames }
}

/** From now on interactions are timed by the browser itself, from the input to the next painted frame. */
export function watchInteractions(page: Page): Promise<void> {
  return page.evaluate(() => {
    const times = new Map<number, number>()
    window.interactions = times
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) {
        const { interactionId, duration } = entry as PerformanceEventTiming
        if (interactionId > 0) times.set(interactionId, Math.max(times.get(interactionId) ?? 0, duration))
      }
    }).observe({ type: 'event', durationThreshold: 16 } as PerformanceObserverInit)
  })
}

/** Those of at least 16 ms: the browser keeps no shorter ones. */
export async function interactionTimes(page: Page): Promise<readonly number[]> {
  return page.evaluate(() => [...(window.interactions ?? new Map<number, number>()).values()])
}
