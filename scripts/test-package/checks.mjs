/** What a package must do in a clean system, in order. Each check throws a sentence where it does not hold. */
import { existsSync, readFileSync, readdirSync, readlinkSync, statSync } from 'node:fs'
import { basename, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { carriesLicences } from './licences.mjs'
import { put, user } from './root.mjs'
import { colours, savePng } from './screen.mjs'

export const installed = '/usr/lib/supernet-studio'
export const program = `${installed}/supernet-studio`
const data = `/home/${user}/.local/share/supernet-studio`

export function demand(holds, sentence) {
  if (!holds) throw new Error(sentence)
}

export function succeeds({ code, output }, what) {
  demand(code === 0, `${what} ended with ${code}: ${output.trim().split('\n').slice(-6).join(' | ')}`)
}

export const lastJson = (stdout) => JSON.parse(stdout.trim().split('\n').at(-1))

export async function installs(clean, deb) {
  put(clean, deb, 'package.deb')
  const update = await clean(['apt-get', 'update', '-q'], { as: 'root', network: true })
  succeeds(update, 'apt-get update')
  const from = performance.now()
  const result = await clean(['apt-get', 'install', '-y', '-q', '--no-install-recommends', `/home/${user}/package.deb`], { as: 'root', network: true, timeoutMs: 600_000 })
  succeeds(result, 'apt-get install')
  const { stdout } = await clean(['dpkg-query', '-W', '-f', '${Installed-Size}', 'supernet-studio'], { as: 'root' })
  return `${((performance.now() - from) / 1000).toFixed(0)} s, ${(Number(stdout) / 1024).toFixed(0)} MiB`
}

export async function isComplete(clean) {
  const inside = (path) => join(clean.folder, path)
  for (const command of ['studio', 'supernet-studio']) succeeds(await clean(['sh', '-c', `command -v ${command}`]), `command -v ${command}`)
  const sandbox = statSync(inside(`${installed}/chrome-sandbox`))
  demand(sandbox.uid === 0 && (sandbox.mode & 0o7777) === 0o4755, 'chrome-sandbox does not belong to root with mode 4755')
  const entry = readFileSync(inside('usr/share/applications/supernet-studio.desktop'), 'utf8')
  demand(entry.includes('Exec=supernet-studio %F'), 'the menu entry does not start the window')
  demand(readFileSync(inside('usr/share/mime/globs2'), 'utf8').includes('application/vnd.supernet-studio.space+json:*.space.json'), 'the file type of search spaces is not known')
  for (const icon of ['256x256/apps/supernet-studio.png', 'scalable/apps/supernet-studio.svg']) demand(existsSync(inside(`usr/share/icons/hicolor/${icon}`)), `the icon ${icon} is missing`)
  for (const document of ['studies', 'search-spaces', 'gpu', 'verify']) demand(existsSync(inside(`${installed}/docs/${document}.md`)), `docs/${document}.md, which messages name, is missing`)
  return carriesLicences(inside(installed))
}

/** Every library that any binary of the package asks for is there. */
export async function findsLibraries(clean) {
  const { stdout, output } = await clean(['sh', '-c', `find ${installed} -type f \\( -name '*.so*' -o -name '*.node' -o -perm -u+x \\) -exec ldd {} +`])
  const missing = [...new Set(output.split('\n').filter((line) => line.includes('not found')))]
  demand(missing.length === 0, missing.join(' | '))
  demand(stdout.includes('libtensorflow_cc.so.2 =>'), 'ldd saw no TensorFlow')
  return `${stdout.split('\n').filter((line) => line.includes('=>')).length} references`
}

export async function isHealthy(clean, studio = 'studio') {
  const result = await clean([studio, 'doctor', '--json'])
  succeeds(result, 'studio doctor')
  const { ok, parts } = lastJson(result.stdout)
  demand(ok && parts.every((part) => part.ok), `not in order: ${parts.filter((part) => !part.ok).map(({ name, reason }) => `${name} (${reason})`).join(', ')}`)
  return parts.find(({ name }) => name === 'tensorflow').reason
}

export async function verifies(clean) {
  const result = await clean(['studio', 'verify', '--json'], { timeoutMs: 900_000 })
  succeeds(result, 'studio verify')
  const { passed, failed, cases } = lastJson(result.stdout)
  demand(failed === 0 && passed > 0, `${failed} of ${cases} cases failed`)
  return `${passed} of ${cases} cases`
}

/** A window without the sandbox, as root or with an open debugger is refused with a sentence. */
export async function refusesUnsafeStarts(clean, display) {
  const starts = [
    [[program, '--remote-debugging-port=9222'], user, 'remote-debugging-port'],
    [[program, '--disable-web-security'], user, 'disable-web-security'],
    [[program, '--no-sandbox'], user, 'sandbox'],
    [['supernet-studio'], 'root', 'root'],
  ]
  for (const [command, as, word] of starts) {
    // Two of them say so in a dialog too, which waits for the user.
    const { code, output } = await clean(command, { as, display, timeoutMs: 6_000 })
    demand(output.includes('cannot start') && output.includes(word), `${command.join(' ')} as ${as} was not refused (${code}): ${output.trim().slice(0, 300)}`)
  }
  demand(!existsSync(join(clean.folder, data, 'runtime', 'chromium')), 'a refused start made its folder')
  return `${starts.length} starts`
}

/**
 * The window comes up in the sandbox, opens the history and shows something; a command sees the runs through it. `file` is
 * given as a file manager gives it: a search space, which is added.
 */
export async function showsWindow(clean, display, { command = 'supernet-studio', studio = 'studio', picture, file }) {
  const child = clean.start([command, ...(file === undefined ? [] : [file])], { display })
  let said = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (said += chunk))
  const ended = new Promise((resolve) => child.on('close', (code, signal) => resolve(code ?? signal)))
  try {
    const renderer = await waitFor(60, () => processes().find(({ line }) => line.includes('--type=renderer')))
    demand(renderer !== undefined, `no page came up: ${said.trim().slice(-500)}`)
    const status = readFileSync(`/proc/${renderer.pid}/status`, 'utf8')
    demand(/^Seccomp:\t2$/m.test(status) && /^NoNewPrivs:\t1$/m.test(status), 'the page is not in the sandbox (Seccomp, NoNewPrivs)')
    demand(processes().every(({ line }) => !line.includes('--no-sandbox')), 'a process was started without the sandbox')
    const shown = await waitFor(60, async () => {
      const screen = display.picture()
      return colours(screen) > 100 && ownerIsWindow(clean) ? screen : undefined
    })
    demand(shown !== undefined, `nothing is shown: ${said.trim().slice(-500)}`)
    await sleep(2000)
    savePng(picture, display.picture())
    const runs = await clean([studio, 'runs', '--json'])
    succeeds(runs, 'studio runs beside the window')
    if (file !== undefined) demand(existsSync(join(clean.folder, data, 'spaces', basename(file).replace('.space', ''))), `${file} was not added to the search spaces`)
    // The process itself: everything before it in the chain became it.
    child.kill('SIGTERM')
    const code = await Promise.race([ended, sleep(20_000, 'nothing')])
    demand(code === 0, `at SIGTERM it ended with ${code}: ${said.trim().slice(-500)}`)
    return `Seccomp 2, NoNewPrivs 1, ${lastJson(runs.stdout).runs.length} runs seen beside it`
  } finally {
    if (child.exitCode === null && child.signalCode === null) process.kill(-child.pid, 'SIGKILL')
  }
}

const ownerIsWindow = (clean) => {
  const file = join(clean.folder, data, 'runtime', 'owner.json')
  return existsSync(file) && JSON.parse(readFileSync(file, 'utf8')).place === 'window'
}

/** Processes of the packaged binary, as /proc of this machine has them. */
function processes() {
  return readdirSync('/proc').filter((name) => /^\d+$/.test(name)).flatMap((pid) => {
    try {
      const line = readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ')
      // By what it runs: those that Chromium forks bear other names.
      return readlinkSync(`/proc/${pid}/exe`).endsWith('/supernet-studio') ? [{ pid: Number(pid), line }] : []
    } catch {
      // It ended meanwhile.
      return []
    }
  })
}

async function waitFor(seconds, look) {
  for (const end = performance.now() + seconds * 1000; performance.now() < end; await sleep(300)) {
    const found = await look()
    if (found !== undefined) return found
  }
  return undefined
}

/** The program goes, the data stays, and apt says where; the next installation finds it. */
export async function leavesData(clean, runs) {
  const removed = await clean(['apt-get', 'purge', '-y', '-q', 'supernet-studio'], { as: 'root' })
  succeeds(removed, 'apt-get purge')
  demand(removed.output.includes('.local/share/supernet-studio'), 'it is not said where the data is')
  demand(!existsSync(join(clean.folder, installed)), `${installed} is still there`)
  demand(existsSync(join(clean.folder, data, 'history.sqlite')), 'the history is gone')
  succeeds(await clean(['dpkg', '-i', `/home/${user}/package.deb`], { as: 'root', timeoutMs: 300_000 }), 'dpkg -i')
  const again = lastJson((await clean(['studio', 'runs', '--json'])).stdout).runs.length
  demand(again === runs, `${again} runs instead of ${runs} after installing again`)
  succeeds(await clean(['apt-get', 'remove', '-y', '-q', 'supernet-studio'], { as: 'root' }), 'apt-get remove')
  return `${basename(data)} with ${again} runs`
}
