import { describe, expect, it } from 'vitest'
import { refusedStart } from '../../../src-main/system/refused-start'

const start = (switches: readonly string[], options: { readonly windowless?: boolean; readonly isRoot?: boolean } = {}) =>
  refusedStart({ windowless: false, isRoot: false, ...options, hasSwitch: (name) => switches.includes(name) })

describe('starts of a shipped copy', () => {
  it('a plain start goes on, with a window and without', () => {
    expect(start([])).toBeNull()
    expect(start(['ozone-platform', 'log-level'], { windowless: true })).toBeNull()
  })

  it.each(['remote-debugging-port', 'remote-debugging-pipe', 'disable-web-security', 'load-extension'])('--%s is refused at once, also for the command line', (name) => {
    for (const windowless of [false, true]) expect(start([name], { windowless })).toMatchObject({ canBeShown: false, message: expect.stringContaining(`--${name}`) as string })
  })

  it('no window without the sandbox: says what to do about it, and to root that root is the reason', () => {
    expect(start(['no-sandbox'])).toMatchObject({ canBeShown: true, message: expect.stringContaining('chmod 4755 chrome-sandbox') as string })
    expect(start(['no-sandbox'], { isRoot: true })).toMatchObject({ canBeShown: true, message: expect.stringContaining('ordinary user') as string })
  })

  it('the command line loads no page and needs none, as root either', () => {
    expect(start(['no-sandbox'], { windowless: true, isRoot: true })).toBeNull()
  })
})
