/** What a shipped copy does not start with. Pure, so that each case can be tried. */

/** Each would open the page, or the process that shows it, to others. */
const unsafeSwitches = ['disable-web-security', 'remote-debugging-port', 'remote-debugging-pipe', 'disable-seccomp-filter-sandbox', 'load-extension', 'allow-running-insecure-content']

export interface Start {
  /** The command line: it loads no page, so it needs no sandbox. */
  readonly windowless: boolean
  readonly isRoot: boolean
  readonly hasSwitch: (name: string) => boolean
}

export interface Refusal {
  readonly message: string
  /** Nothing is open to others, so the user can be told in a dialog. */
  readonly canBeShown: boolean
}

/** Why it must not go on; null where it may. */
export function refusedStart({ windowless, isRoot, hasSwitch }: Start): Refusal | null {
  const unsafe = unsafeSwitches.find((name) => hasSwitch(name))
  if (unsafe !== undefined) return { message: `The switch --${unsafe} is not accepted, because it would open the window to others.`, canBeShown: false }
  if (windowless || !hasSwitch('no-sandbox')) return null
  const message = isRoot
    ? 'Chromium has no sandbox for root, and without it no window is opened. Start it as an ordinary user; the command line (studio) works as root too.'
    : "Chromium's sandbox is not available, and without it no window is opened. Either allow user namespaces on this system, or give its helper to root once, in the folder of the program: sudo chown root:root chrome-sandbox && sudo chmod 4755 chrome-sandbox. The command line (studio) works without it."
  return { message, canBeShown: true }
}
