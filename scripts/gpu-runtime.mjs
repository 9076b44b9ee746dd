/**
 * `npm run test:gpu-runtime`: fetches the real libraries for GPUs (2.4 GB, 7 GB of disk meanwhile), interrupted twice on
 * the way, and says what came of it: which files the workers loaded, the golden cases, and why a GPU is or is not used.
 * `-- --home FOLDER` keeps them there; else a folder beside this clone is made and removed.
 */
import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, readdirSync, rmSync, statSync, truncateSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { createInterface } from 'node:readline'
import { ensureBuilt } from './build.mjs'
import { root } from './setup/paths.mjs'
import { ensureSetupOrExit } from './setup.mjs'

await ensureSetupOrExit({ quiet: true })
await ensureBuilt()
const named = process.argv.indexOf('--home')
const home = named === -1 ? mkdtempSync(join(dirname(root), 'studio-gpu-')) : process.argv[named + 1]
const folder = join(home, 'runtime/gpu')
let failed = 0

function report(holds, what) {
  console.log(`${holds ? 'ok    ' : 'FAILED'} ${what}`)
  if (!holds) failed++
}

/** `onLine` gets each JSON line and a function that interrupts. */
async function studio(args, onLine = () => undefined) {
  const began = performance.now()
  const child = spawn('node', [join(root, 'scripts/studio.mjs'), ...args, '--home', home, '--json'], { detached: true, stdio: ['ignore', 'pipe', 'pipe'] })
  let errors = ''
  child.stderr.on('data', (text) => (errors += text))
  let last = {}
  const lines = createInterface({ input: child.stdout }).on('line', (line) => {
    last = JSON.parse(line)
    onLine(last, () => process.kill(-child.pid, 'SIGINT'))
  })
  const code = await new Promise((resolve) => child.on('close', resolve))
  lines.close()
  return { code, last, errors, seconds: (performance.now() - began) / 1000 }
}

const wheels = () => {
  try {
    return readdirSync(join(folder, 'wheels')).map((name) => `${name} ${statSync(join(folder, 'wheels', name)).mtimeMs}`)
  } catch {
    return []
  }
}

/** Files below the folder that any process has mapped. */
function loaded() {
  const paths = readdirSync('/proc').filter((name) => /^\d+$/.test(name)).flatMap((pid) => {
    try {
      return readFileSync(`/proc/${pid}/maps`, 'utf8').split('\n').filter((line) => line.includes(folder)).map((line) => line.slice(line.indexOf(folder) + folder.length + 1))
    } catch {
      return []
    }
  })
  return [...new Set(paths)]
}

let kept = []
for (const share of [0.4, 0.75]) {
  let sent = false
  const { code, seconds } = await studio(['gpu', 'install'], (line, interrupt) => {
    if (sent || line.event !== 'progress' || line.phase !== 'Downloading' || line.done < share * line.total) return
    sent = true
    interrupt()
  })
  const now = wheels()
  report(code === 130, `interrupted at ${share * 100} % after ${seconds.toFixed(0)} s: exit ${code}, ${now.length} wheels are finished`)
  report(kept.every((wheel) => now.includes(wheel)), 'what was finished before is the same file still')
  report(readdirSync(folder).every((name) => !name.startsWith('.work')), 'nothing unfinished is left')
  kept = now
}

const files = new Set()
const phases = new Map()
const whole = await studio(['gpu', 'install'], (line) => {
  if (line.event === 'progress') phases.set(line.phase, performance.now())
  if (line.phase === 'Replaying cases') for (const file of loaded()) files.add(file)
})
report(whole.code === 0, `installed in ${whole.seconds.toFixed(0)} s more: exit ${whole.code} ${whole.errors}`)
report([...files].some((file) => file.endsWith('libtensorflow_cc.so.2')), `workers loaded ${[...files].map((file) => file.split('/').at(-1)).join(', ')}`)
const { check } = whole.last
report(check?.failed === 0 && check.passed > 0, `golden cases on the ${check?.onGpu ? 'GPU' : 'processor'}: ${check?.passed} passed, ${check?.failed} failed`)

const status = (await studio(['gpu', 'status'])).last
report(status.state === 'installed', `libraries: ${status.state}; driver ${status.driver}; cards ${JSON.stringify(status.cards)}`)
console.log(`       ${status.reason === null ? 'jobs compute on the GPU' : `jobs compute on the processor [${status.reason.code}]: ${status.reason.what} ${status.reason.cure}`}`)
const doctor = (await studio(['doctor'])).last
report(doctor.ok, `doctor: ${doctor.parts.find(({ name }) => name === 'gpu').reason}`)

const installed = readdirSync(folder).find((name) => name.startsWith('tensorflow-'))
truncateSync(join(folder, installed, 'nvidia/cudnn/lib/libcudnn.so.9'), 100)
report((await studio(['gpu', 'status'])).last.state === 'damaged', 'a library that was cut off is noticed')
report((await studio(['verify'])).code === 0, 'and the processor goes on computing')

if (named === -1) {
  const { last } = await studio(['gpu', 'remove'])
  report(last.freedBytes > 4e9, `removed, ${(last.freedBytes / 1e9).toFixed(1)} GB freed`)
  rmSync(home, { recursive: true })
}
console.log(failed === 0 ? 'All of it holds.' : `${failed} did not hold.`)
process.exitCode = failed === 0 ? 0 : 1
