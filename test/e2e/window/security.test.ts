/** What the page may not do, asserted on the development copy of the application, in its real window. */
import { realpathSync, statSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { WebPreferences } from 'electron'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { contentSecurityPolicy } from '../../../src-main/window/page-files'
import { openApp, type AppWindow } from '../../helpers/app-window'
import { temporaryHome } from '../../helpers/cli'

// The application resolves the link `out` once, at its start.
const builtPreload = (): string => realpathSync(resolve(import.meta.dirname, '../../../out/preload/index.cjs'))
const home = temporaryHome()
let window: AppWindow

beforeAll(async () => {
  window = await openApp(home.path)
}, 30_000)
afterAll(async () => {
  await window.close()
  home.remove()
})

const windows = (): Promise<number> => window.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length)
const isStillThere = async (): Promise<void> => {
  expect(window.page.url()).toMatch(/^app:\/\/studio\/index\.html/)
  expect(await windows()).toBe(1)
  await expect(window.page.evaluate(() => document.title)).resolves.toBe('Supernet Studio')
}

describe('settings of the page', () => {
  test('every page is sandboxed, isolated and without Node', async () => {
    const all = await window.app.evaluate(({ webContents }) =>
      webContents.getAllWebContents().map((contents) => (contents as unknown as { getLastWebPreferences(): WebPreferences }).getLastWebPreferences()),
    )
    expect(all).toHaveLength(1)
    // Electron leaves out what is off by default.
    const defaults = { nodeIntegrationInWorker: false, plugins: false, navigateOnDragDrop: false, spellcheck: false }
    expect({ ...defaults, ...all[0] }).toMatchObject({
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webSecurity: true,
      allowRunningInsecureContent: false,
      experimentalFeatures: false,
      webviewTag: false,
      plugins: false,
      navigateOnDragDrop: false,
      spellcheck: false,
    })
    expect(all[0]?.enableBlinkFeatures ?? '').toBe('')
    const preloads = await window.app.evaluate(({ webContents }) => (webContents.getAllWebContents()[0] as unknown as { _getPreloadPaths(): string[] })._getPreloadPaths())
    expect(preloads).toEqual([builtPreload()])
    expect(await window.app.evaluate(({ session }) => session.defaultSession.isSpellCheckerEnabled())).toBe(false)
  })

  test('the page, a frame in it and a worker have no Node', async () => {
    const found = await window.page.evaluate(() => {
      const frame = document.createElement('iframe')
      document.body.append(frame)
      const names = ['require', 'process', 'module', 'Buffer', 'global'] as const
      const there = (scope: object): string[] => names.filter((name) => name in scope)
      const inFrame = frame.contentWindow === null ? ['no frame'] : there(frame.contentWindow)
      const bridgeInFrame = frame.contentWindow !== null && 'studio' in frame.contentWindow
      frame.remove()
      return { page: there(window), inFrame, bridgeInFrame }
    })
    expect(found).toEqual({ page: [], inFrame: [], bridgeInFrame: false })
  })

  test('the bridge has its three functions and no object of Electron', async () => {
    const bridge = await window.page.evaluate(() => Object.entries((globalThis as unknown as { studio: object }).studio).map(([name, value]) => [name, typeof value]))
    expect(bridge).toEqual([
      ['request', 'function'],
      ['onPush', 'function'],
      ['offerDropped', 'function'],
    ])
    const args = await window.page.evaluate(
      () =>
        new Promise<number>((resolve) => {
          const { studio } = globalThis as unknown as { studio: { onPush(listener: (...args: unknown[]) => void): void; request(name: string, input: unknown): Promise<unknown> } }
          studio.onPush((...heard) => resolve(heard.length))
          void studio.request('system.save-settings', { theme: 'light' })
        }),
    )
    expect(args).toBe(1)
  })
})

describe('the policy of the content', () => {
  test('is on the response', async () => {
    const policy = await window.page.evaluate(async () => (await fetch('app://studio/index.html')).headers.get('content-security-policy'))
    expect(policy).toBe(contentSecurityPolicy)
  })

  test('blocks what is not a file of ours', async () => {
    const blocked = await window.page.evaluate(async () => {
      const seen: string[] = []
      document.addEventListener('securitypolicyviolation', (event) => seen.push(event.effectiveDirective))
      const button = document.createElement('button')
      button.setAttribute('onclick', 'globalThis.ran = true')
      document.body.append(button)
      button.click()
      const script = document.createElement('script')
      script.textContent = 'globalThis.ran = true'
      document.body.append(script)
      const image = new Image()
      image.src = 'https://example.org/a.png'
      document.body.append(image)
      const style = document.createElement('style')
      style.textContent = 'body { color: red }'
      document.body.append(style)
      // From a timer, as page code: what the debugger itself runs may evaluate.
      const evaluated = await new Promise<boolean>((resolve) => {
        setTimeout(() => {
          try {
            globalThis.eval('1')
            resolve(true)
          } catch (error) {
            resolve(!(error instanceof EvalError))
          }
        })
      })
      await new Promise((resolve) => setTimeout(resolve, 300))
      for (const element of [button, script, image, style]) element.remove()
      return { seen: [...new Set(seen)].sort(), ran: 'ran' in globalThis, evaluated }
    })
    expect(blocked.ran).toBe(false)
    expect(blocked.evaluated).toBe(false)
    expect(blocked.seen).toEqual(expect.arrayContaining(['img-src', 'script-src-attr', 'script-src-elem', 'style-src-elem']))
  })

  test.each(['file:///etc/passwd', 'https://example.org/', 'http://127.0.0.1:1/', 'data:text/plain,x', 'app://other/index.html'])('%s cannot be fetched', async (url) => {
    await expect(window.page.evaluate(async (address) => (await fetch(address)).status, url)).rejects.toThrow('fetch')
  })
})

describe('the page stays where it is', () => {
  test.each([
    ['location', "location.href = 'https://example.org/'"],
    ['a file', "location.href = 'file:///etc/passwd'"],
    ['another page of ours', "location.href = 'app://studio/assets/'"],
    ['window.open', "window.open('https://example.org/')"],
    ['window.open of our page', "window.open('app://studio/index.html')"],
    ['an empty window', "window.open('about:blank')"],
    ['a script address', "location.href = 'javascript:globalThis.ran = 1'"],
    ['a link', "const a = document.createElement('a'); a.href = 'https://example.org/'; document.body.append(a); a.click(); a.remove()"],
    ['a link in a new window', "const a = document.createElement('a'); a.href = 'https://example.org/'; a.target = '_blank'; document.body.append(a); a.click(); a.remove()"],
    ['a form', "const f = document.createElement('form'); f.action = 'https://example.org/'; document.body.append(f); f.submit(); f.remove()"],
    ['a frame', "const f = document.createElement('iframe'); f.src = 'https://example.org/'; document.body.append(f); setTimeout(() => f.remove(), 100)"],
    ['a webview', "const w = document.createElement('webview'); w.setAttribute('src', 'https://example.org/'); document.body.append(w); setTimeout(() => w.remove(), 100)"],
  ])('%s', async (_name, code) => {
    // evaluate() runs through the debugger, which the policy does not bind: the attempt itself is what is tried here.
    await window.page.evaluate(code)
    await window.page.waitForTimeout(150)
    await isStillThere()
    expect(await window.page.evaluate(() => 'ran' in globalThis)).toBe(false)
  })

  test('no permission is granted, by request or by check', async () => {
    const names = [
      'clipboard-read',
      'clipboard-sanitized-write',
      'display-capture',
      'mediaKeySystem',
      'geolocation',
      'idle-detection',
      'media',
      'midi',
      'midiSysex',
      'notifications',
      'pointerLock',
      'fullscreen',
      'openExternal',
      'speaker-selection',
      'storage-access',
      'top-level-storage-access',
      'window-management',
      'unknown',
      'fileSystem',
      'hid',
      'serial',
      'usb',
    ]
    const granted = await window.page.evaluate(async (wanted) => {
      const got: string[] = []
      for (const name of wanted) {
        try {
          if ((await navigator.permissions.query({ name: name as PermissionName })).state === 'granted') got.push(name)
        } catch {
          // The page does not know a permission of that name.
          continue
        }
      }
      const asks: readonly [string, () => Promise<unknown>][] = [
        ['microphone', () => navigator.mediaDevices.getUserMedia({ audio: true })],
        ['screen', () => navigator.mediaDevices.getDisplayMedia({ video: true })],
        ['place', () => new Promise((resolve, reject) => navigator.geolocation.getCurrentPosition(resolve, reject))],
        ['clipboard', () => navigator.clipboard.readText()],
        ['full screen', () => document.documentElement.requestFullscreen()],
        ['midi', () => navigator.requestMIDIAccess({ sysex: true })],
        ['notifications', async () => {
          if ((await Notification.requestPermission()) !== 'granted') throw new Error('refused')
        }],
      ]
      const never = (): Promise<never> => new Promise((_resolve, reject) => setTimeout(() => reject(new Error('no answer')), 1000))
      for (const [name, ask] of asks) {
        try {
          await Promise.race([ask(), never()])
          got.push(name)
        } catch {
          // Refused, as it should be.
          continue
        }
      }
      return got
    }, names)
    expect(granted).toEqual([])
  })
})

describe('requests', () => {
  test('from another window reach no handler, even from our own address', async () => {
    const answers = await window.app.evaluate(async ({ BrowserWindow }, preload) => {
      const second = new BrowserWindow({ show: false, webPreferences: { preload, sandbox: true, contextIsolation: true } })
      await second.loadURL('app://studio/index.html')
      try {
        const heard: unknown = await second.webContents.executeJavaScript("Promise.all(['system.settings', 'datasets.list', 'system.quit'].map((name) => studio.request(name)))")
        return heard
      } finally {
        second.destroy()
      }
    }, builtPreload())
    expect(answers).toEqual([1, 2, 3].map((): unknown => expect.objectContaining({ ok: false, error: expect.objectContaining({ code: 'internal' }) as unknown })))
    await isStillThere()
  })

  test('with a wrong name or input are refused with a sentence', async () => {
    const answers = await window.page.evaluate(async () => {
      const { studio } = globalThis as unknown as { studio: { request(...args: unknown[]): Promise<{ ok: boolean; error?: { code: string } }> } }
      let deep: unknown = 'end'
      for (let level = 0; level < 10_000; level++) deep = [deep]
      const polluted: unknown = JSON.parse('{"job": {"__proto__": {"admin": true}}, "how": "stop"}')
      const tries: readonly (readonly unknown[])[] = [
        ['nothing'],
        ['constructor'],
        ['__proto__'],
        ['toString'],
        [42],
        [null],
        [{}],
        ['system.stop-job'],
        ['system.stop-job', 'text'],
        ['system.stop-job', { job: 'x', how: 'explode' }],
        ['system.stop-job', { job: '../../etc', how: 'stop' }],
        ['system.stop-job', polluted],
        ['system.save-settings', { theme: 'pink' }],
        ['system.save-settings', { threads: Number.NaN }],
        ['system.save-settings', { threads: -1 }],
        ['runs.get', 'x'.repeat(10_000_000)],
        ['runs.get', deep],
        ['runs.get', { id: 'a' }],
        ['runs.get', '../../../etc/passwd'],
        ['system.drop', ['']],
        ['system.drop', []],
        ['system.drop', ['relative/path']],
      ]
      const codes: string[] = []
      for (const args of tries) {
        try {
          const answer = await studio.request(...args)
          codes.push(answer.ok ? `answered: ${String(args[0])}` : (answer.error?.code ?? 'none'))
        } catch {
          // What cannot be sent at all reaches no handler either.
          codes.push('bad-argument')
        }
      }
      return codes
    })
    expect(new Set(answers)).toEqual(new Set(['bad-argument']))
    await isStillThere()
  })

  test('a thousand random messages change nothing and end nothing', async () => {
    const seed = 20_261_124
    const answered = await window.page.evaluate(async (start) => {
      const { studio } = globalThis as unknown as { studio: { request(...args: unknown[]): Promise<{ ok: boolean }> } }
      let state = start
      const next = (below: number): number => {
        state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
        return state % below
      }
      const names = ['system.stop-job', 'system.save-settings', 'system.drop', 'datasets.rename', 'runs.get', 'runs.resume', 'rankings.of-run']
      const value = (depth: number): unknown => {
        const kinds = [() => next(1000), () => -1, () => Number.NaN, () => 'text'.repeat(next(50)), () => null, () => undefined, () => true, () => [value(depth + 1)], () => ({ id: value(depth + 1) })]
        return depth > 3 ? null : kinds[next(kinds.length)]?.()
      }
      let count = 0
      for (let number = 0; number < 1000; number++) {
        await studio.request(names[next(names.length)], value(0))
        count++
      }
      return count
    }, seed)
    expect(answered).toBe(1000)
    await isStillThere()
  })
})

test('folder and files of the user are private', () => {
  for (const path of ['', 'runtime', 'runs', 'datasets']) expect(statSync(join(home.path, path)).mode & 0o077, path).toBe(0)
  for (const path of ['history.sqlite', 'settings.json']) expect(statSync(join(home.path, path)).mode & 0o777, path).toBe(0o600)
})
