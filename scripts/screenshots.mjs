/**
 * `npm run screenshots`: drives the application with real data, on a display of its own, and writes the pictures of the
 * README to docs/pictures, each light and dark. Takes a quarter of an hour on two cores: small supernets are trained, ranked, searched and compared in a study for it.
 */
import { spawn } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { _electron } from 'playwright'
import { ensureBuilt } from './build.mjs'
import { ensureSetupOrExit } from './setup.mjs'
import { electronBinary, root } from './setup/paths.mjs'

const size = { width: 1360, height: 860 }
const most = 280_000
const tooLarge = []
const pictures = join(root, 'docs/pictures')
const strategies = [
  { name: 'spos', options: ['--rate', 'cosine', '--momentum', 'shared'] },
  { name: 'spos-calr-ms', options: ['--rate', 'calr', '--momentum', 'separated'] },
]

/** Small enough for a picture: what it finds means nothing, and its description says so. */
const study = {
  format: 1,
  name: 'four-arms',
  description: 'Four strategies on a supernet of 4 channels, for a look at the screen: far too small to tell them apart.',
  dataset: 'cifar10',
  settings: { channels: 4, cells: 1, epochs: 6, trackEvery: 1, trackArchitectures: { kind: 'random', count: 100 }, trackImages: 250 },
  arms: [
    { name: 'cosine', title: 'Cosine' },
    { name: 'calr', title: 'CaLR', settings: { rate: 'calr' } },
    { name: 'ms', title: 'MS', settings: { momentum: 'separated' } },
    { name: 'calr-ms', title: 'CaLR + MS', settings: { rate: 'calr', momentum: 'separated' } },
  ],
  seeds: [0, 1, 2],
  reference: 'cosine',
  figures: {
    primary: [{ figure: 'complexityBias', score: 'loss', truth: 'cifar10' }, { figure: 'tauWithinEqualParameters', score: 'loss', truth: 'cifar10' }],
    secondary: [{ figure: 'kendallTau', score: 'loss', truth: 'cifar10' }],
  },
}

await ensureSetupOrExit({ quiet: true })
await ensureBuilt()
mkdirSync(pictures, { recursive: true })
const folder = mkdtempSync(join(tmpdir(), 'supernet-studio-'))
const display = await openDisplay()
try {
  const made = await makeHistory()
  await takeAll(made)
} finally {
  display.close()
  rmSync(folder, { recursive: true, force: true })
}
if (tooLarge.length > 0) throw new Error(`larger than ${most} bytes: ${tooLarge.join(', ')}`)

/** Imports the sample from a folder with a short path, trains and ranks; gives the ids. */
async function makeHistory() {
  const home = join(folder, 'home')
  const source = join(folder, 'cifar10')
  cpSync(join(root, 'resources/sample/cifar10'), source, { recursive: true })
  const { dataset } = await studio(home, 'dataset', 'add', source)
  const runs = []
  for (const { name, options } of strategies) {
    const { run } = await studio(home, 'train', '--dataset', dataset, '--name', name, ...options, '--channels', '8', '--cells', '1', '--epochs', '24', '--track-every', '4', '--track-images', '250')
    const { ranking } = await studio(home, 'rank', run, '--architectures', 'paper-subset', '--images', '500', '--batch', '250')
    runs.push({ run, ranking })
  }
  const { search } = await studio(home, 'search', runs[1].run, '--method', 'evolution', '--scorer', 'table:cifar100', '--generations', '8', '--max-parameters', '70000')
  const file = join(folder, 'study.json')
  writeFileSync(file, JSON.stringify(study))
  const { study: id } = await studio(home, 'study', 'run', file)
  return { home, dataset, runs, search, study: id }
}

/** The last line of JSON that the command prints. */
function studio(home, ...args) {
  console.log(`studio ${args[0]} …`)
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [join(root, 'scripts/studio.mjs'), ...args, '--home', home, '--json'], { stdio: ['ignore', 'pipe', 'inherit'] })
    let out = ''
    child.stdout.setEncoding('utf8').on('data', (text) => (out += text))
    child.on('error', reject)
    child.on('close', (code) => {
      if (code === 0) resolve(JSON.parse(out.trim().split('\n').at(-1)))
      else reject(new Error(`studio ${args.join(' ')} ended with ${code}`))
    })
  })
}

async function takeAll({ home, dataset, runs, search, study: id }) {
  await withWindow(join(folder, 'empty'), async (page) => {
    await take(page, 'welcome', page.getByRole('heading', { name: 'Take a quick look' }))
  })
  await withWindow(home, async (page) => {
    const [first, second] = runs
    const show = (address) => page.evaluate((hash) => void (location.hash = hash), address)
    await show(`#/datasets/${dataset}`)
    // Photographs: as PNG it would be four times as large.
    await take(page, 'dataset', page.getByRole('heading', { level: 1 }), { type: 'jpeg' })
    await show('#/spaces')
    await page.getByPlaceholder('Index, string').fill('|nor_conv_3x3~0|+|nor_conv_1x1~0|nor_conv_3x3~1|+|skip_connect~0|nor_conv_3x3~1|avg_pool_3x3~2|')
    await page.getByRole('button', { name: 'Look up' }).click()
    await take(page, 'spaces', page.getByRole('heading', { name: 'Search spaces' }))
    await show(`#/run/${second.run}`)
    await take(page, 'run', page.locator('canvas').first())
    await show(`#/ranking/${second.run}/${second.ranking}`)
    await take(page, 'ranking', page.locator('canvas').first())
    await show('#/history')
    await take(page, 'history', page.getByRole('link', { name: strategies[0].name, exact: true }))
    await show(`#/compare/${first.run}/${second.run}`)
    await take(page, 'compare', page.getByRole('tab').first())
    await page.getByRole('tab', { name: 'Curves' }).click()
    await take(page, 'curves', page.locator('canvas').first())
    await show(`#/search/${second.run}/${search}`)
    await take(page, 'search', page.getByRole('heading', { name: 'Best found' }))
    await show(`#/studies/${id}`)
    await take(page, 'study', page.getByRole('heading', { name: study.name }))
    await show('#/settings/machine')
    await page.getByRole('button', { name: 'Verify this machine' }).click()
    await take(page, 'machine', page.getByText('This machine computes right'))
    await show(`#/new-run/dataset/${dataset}`)
    await page.getByRole('button', { name: 'Quick look' }).click()
    // Time and memory come from measured steps.
    await page.getByText('measuring …').first().waitFor()
    await page.getByText('measuring …').first().waitFor({ state: 'hidden', timeout: 60_000 })
    await take(page, 'new-run', page.getByRole('heading', { name: 'New run' }))
    await page.getByRole('button', { name: 'Start', exact: true }).click()
    await take(page, 'live', page.locator('canvas').first(), { settleMs: 12_000 })
  })
}

async function withWindow(home, work) {
  const { ELECTRON_RUN_AS_NODE: _node, ...env } = process.env
  const app = await _electron.launch({ executablePath: electronBinary, args: ['--no-sandbox', root, '--', '--home', home], env: { ...env, DISPLAY: display.name }, colorScheme: 'light' })
  try {
    const page = await app.firstWindow()
    await page.getByRole('navigation', { name: 'Main' }).waitFor()
    await page.setViewportSize(size)
    await work(page)
  } finally {
    // The window would ask first while a run is under way.
    await app.evaluate(({ app: main }) => main.exit(0)).catch(() => undefined)
    await app.close()
  }
}

/** Once `ready` is there and what is drawn has settled. */
async function take(page, name, ready, { settleMs = 2500, type = 'png' } = {}) {
  await ready.waitFor({ timeout: 60_000 })
  // Nothing under the pointer is to look pressed.
  await page.mouse.move(0, 0)
  await page.waitForTimeout(settleMs)
  for (const theme of ['light', 'dark']) {
    await page.emulateMedia({ colorScheme: theme })
    await page.waitForTimeout(800)
    const path = join(pictures, `${name}-${theme}.${type === 'jpeg' ? 'jpg' : type}`)
    await page.screenshot({ path, type, ...(type === 'jpeg' && { quality: 85 }) })
    const { size: bytes } = statSync(path)
    console.log(`${path} ${Math.round(bytes / 1000)} kB`)
    if (bytes > most) tooLarge.push(path)
  }
  await page.emulateMedia({ colorScheme: 'light' })
}

function openDisplay() {
  return new Promise((resolve, reject) => {
    const child = spawn('Xvfb', ['-displayfd', '3', '-screen', '0', `${size.width + 80}x${size.height + 40}x24`, '-nolisten', 'tcp'], { stdio: ['ignore', 'ignore', 'ignore', 'pipe'] })
    child.on('error', reject)
    child.stdio[3].once('data', (number) => resolve({ name: `:${number.toString().trim()}`, close: () => child.kill() }))
  })
}
