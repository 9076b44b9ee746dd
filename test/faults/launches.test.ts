/** P10: several starts on one home folder at the same moment. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { homeFolder } from '../../src-main/system/home-folder'
import { newId } from '../../src-main/system/new-id'
import { temporaryHome, until } from '../helpers/cli'
import { openDisplay, type Display } from '../helpers/display'
import { hasOpen, processesOf, startRaw, TrackedApp } from '../helpers/tracked-app'
import { Campaign, trials, type Finding } from './harness'

const races = trials(4, 20)

describe('starts at the same moment', { timeout: 3_600_000 }, () => {
  const home = temporaryHome()
  const cookie = newId()
  let display: Display

  beforeAll(async () => {
    display = await openDisplay()
  })
  afterAll(() => {
    display.close()
    home.remove()
  })

  const owners = (): number[] => processesOf(cookie, home.path).filter((pid) => hasOpen(pid, homeFolder(home.path).historyFile))

  /** Of `count` starts one opens the history and the others end by themselves; it ends by `signal`, which may leave its lock. */
  const race = async (count: number, signal: 'SIGTERM' | 'SIGKILL'): Promise<Finding> => {
    const began = performance.now()
    const starts = Array.from({ length: count }, () => startRaw(home.path, display, cookie))
    const running = () => starts.filter(({ exitCode, signalCode }) => exitCode === null && signalCode === null)
    try {
      expect(await until(() => running().length === 1 && owners().length > 0, 30_000), `${running().length} of ${count} run, ${owners().length} have the history open`).toBe(true)
      const seconds = (performance.now() - began) / 1000
      const [owner] = running()
      if (owner === undefined) throw new Error('The owner ended by itself.')
      expect(owners()).toEqual([owner.pid])
      expect(starts.filter((start) => start !== owner).map(({ exitCode }) => exitCode)).toEqual(Array(count - 1).fill(0))

      owner.kill(signal)
      const { code } = await owner.ended
      expect(code).toBe(signal === 'SIGTERM' ? 0 : null)
      expect(await until(() => processesOf(cookie, home.path).length === 0, 10_000)).toBe(true)
      return { before: { count }, after: { owner: starts.indexOf(owner), seconds }, lost: 0 }
    } finally {
      for (const left of running()) left.kill('SIGKILL')
    }
  }

  const startBesideOne = async (): Promise<Finding> => {
    const app = await TrackedApp.open(home.path, display)
    const isVisible = () => app.main(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.isVisible() ?? false)
    try {
      await app.main(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.hide())
      expect(await isVisible()).toBe(false)
      const { code } = await startRaw(home.path, display, cookie).ended
      expect(code).toBe(0)
      expect(await until(isVisible, 5000)).toBe(true)
      return { before: { visible: false }, after: { visible: true }, lost: 0 }
    } finally {
      await app.kill()
      await app.allGone(10_000)
    }
  }

  it(`P10: of 2 to 5 starts, ${races} times, one owns the history and the others end with 0; a later one shows the window of the first`, async () => {
    const campaign = new Campaign('P10')
    for (let trial = 0; trial < races; trial++) {
      const signal = campaign.integer(0, 1) === 0 ? 'SIGTERM' : 'SIGKILL'
      await campaign.fault(`${2 + (trial % 4)} starts`, `then ${signal}`, () => race(2 + (trial % 4), signal))
    }
    await campaign.fault('a start beside a hidden window', 0, startBesideOne)
    campaign.end()
  })
})
