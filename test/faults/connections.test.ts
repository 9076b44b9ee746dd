/** S5: nothing leaves the machine, whatever the window is used for and whatever a page tries. Seen below Node and Chromium, by strace. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openDisplay, type Display } from '../helpers/display'
import { homeToTrainIn, TrackedApp } from '../helpers/tracked-app'
import { Campaign, type Finding } from './harness'
import { hasStrace } from './strace'

/** An address of documentation (RFC 5737): nobody answers there. */
const outside = '192.0.2.1'

/** What a page could try; each script ends by itself. */
const attempts: Readonly<Record<string, string>> = {
  fetch: `fetch('https://${outside}/').catch(() => 0)`,
  'fetch by name': `fetch('https://example.org/').catch(() => 0)`,
  beacon: `navigator.sendBeacon('https://${outside}/', 'x')`,
  image: `new Promise((end) => { const image = new Image(); image.onload = image.onerror = end; image.src = 'http://${outside}/x.png' }).then(() => 0)`,
  socket: `new Promise((end) => { const socket = new WebSocket('ws://${outside}/'); socket.onclose = socket.onerror = end }).then(() => 0, () => 0)`,
  preconnect: `document.head.append(Object.assign(document.createElement('link'), { rel: 'preconnect', href: 'https://${outside}' }))`,
  'look-up of a name': `document.head.append(Object.assign(document.createElement('link'), { rel: 'dns-prefetch', href: 'https://example.org' }))`,
  navigation: `location.href = 'https://${outside}/'`,
  'WebRTC to a STUN server': `(async () => {
    const peer = new RTCPeerConnection({ iceServers: [{ urls: 'stun:${outside}:3478' }] })
    peer.createDataChannel('x')
    await peer.setLocalDescription(await peer.createOffer())
    await new Promise((end) => setTimeout(end, 3000))
    peer.close()
  })()`,
}

if (!hasStrace) console.log('skipped: S5 needs strace (apt-get install strace)')
describe.skipIf(!hasStrace)('connections', { timeout: 300_000 }, () => {
  const folder = mkdtempSync(join(tmpdir(), 'supernet-studio-connections-'))
  const log = join(folder, 'strace')
  let home: { path: string; remove(): void }
  let display: Display
  let app: TrackedApp

  beforeAll(async () => {
    ;[home, display] = await Promise.all([homeToTrainIn(), openDisplay()])
    app = await TrackedApp.open(home.path, display, ['strace', '-f', '-yy', '--seccomp-bpf', '-qq', '-e', 'trace=connect,sendto,sendmsg,sendmmsg', '-e', 'signal=none', '-o', log])
  }, 120_000)
  afterAll(async () => {
    // strace in front of it would not pass a SIGKILL on.
    await app.main(({ app: main }) => void setImmediate(() => main.exit(0)))
    await app.ended
    display.close()
    home.remove()
    rmSync(folder, { recursive: true, force: true })
  })

  /**
   * Calls by which a packet goes to another machine. A datagram socket that is connected sends nothing: that is how
   * Chromium asks the kernel whether there is a route.
   */
  const left = (): string[] =>
    readFileSync(log, 'utf8')
      .split('\n')
      .filter((line) => (line.includes('sa_family=AF_INET') || /<UDP(v6)?:\[.*->/.test(line)) && !/connect\(\d+<UDP/.test(line) && !/inet_addr\("127\.|inet_pton\(AF_INET6, "::1"|->127\.|->\[::1\]/.test(line))

  const nothingLeaves = async (use: () => Promise<unknown>): Promise<Finding> => {
    const before = left().length
    await use()
    // What a page asked for may happen a moment later.
    await new Promise((later) => setTimeout(later, 500))
    expect(left().slice(before)).toEqual([])
    return { before, after: left().length, lost: 0 }
  }

  it(`S5: neither a training, nor any screen, nor ${Object.keys(attempts).length} attempts of a page connect to anywhere else`, async () => {
    const campaign = new Campaign('S5')
    let run = ''
    await campaign.fault('start', 0, () => {
      expect(left()).toEqual([])
      return { before: 0, after: 0, lost: 0 }
    })
    await campaign.fault('training', 0, () => nothingLeaves(async () => {
      run = await app.train('watched')
      await app.grown(run, 0)
    }))
    const screens = JSON.parse(await app.inPage(`JSON.stringify([...document.querySelectorAll('nav[aria-label="Main"] a')].map((link) => link.hash))`)) as string[]
    expect(screens.length).toBeGreaterThan(5)
    for (const screen of [...screens, `#/run/${run}`]) {
      await campaign.fault('screen', screen, () => nothingLeaves(async () => {
        await app.inPage(`void (location.hash = '${screen}')`)
        await app.sees('main h1')
      }))
    }
    for (const [name, script] of Object.entries(attempts)) await campaign.fault('attempt of a page', name, () => nothingLeaves(() => app.inPage(`Promise.resolve(${script}).then(() => '')`)))

    // strace does see what leaves.
    await app.main((_electron, address) => new Promise<void>((end) => process.getBuiltinModule('node:dgram').createSocket('udp4').send('x', 9, address, () => end())), outside)
    expect(left().at(-1)).toContain(outside)
    campaign.end()
  })
})
