/** A clean Debian in a folder of its own, and commands in it. */
import { spawn } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, readFileSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { SetupFailure, tail } from '../setup/failure.mjs'
import { root as repository } from '../setup/paths.mjs'
import { run } from '../setup/run.mjs'

const suite = 'bookworm'
export const user = 'researcher'
const script = join(repository, 'scripts/test-package/in-root.sh')

/** Debian 12 with apt and nothing else, from the sources that this machine's apt has, and one ordinary user. */
export async function makeRoot(folder) {
  const result = await run('mmdebstrap', ['--variant=minbase', '--quiet', ...(await aptOptions()), suite, folder, ...aptSources()])
  if (result.code !== 0) throw new SetupFailure(`The clean Debian could not be made in ${folder}: ${tail(result.output)}`)
  for (const name of ['resolv.conf', 'hosts']) if (existsSync(`/etc/${name}`)) cpSync(`/etc/${name}`, join(folder, 'etc', name), { dereference: true })
  const clean = inRoot(folder)
  const made = await clean(['useradd', '--create-home', '--shell', '/bin/sh', user], { as: 'root' })
  if (made.code !== 0) throw new SetupFailure(`The user of the clean Debian could not be made: ${tail(made.output)}`)
  return clean
}

/** The files of sources that are for this suite. None: mmdebstrap knows where Debian is. */
function aptSources() {
  const folder = '/etc/apt/sources.list.d'
  const files = ['/etc/apt/sources.list', ...(existsSync(folder) ? readdirSync(folder).map((name) => join(folder, name)) : [])]
  return files.filter((file) => /\.(list|sources)$/.test(file) && existsSync(file) && new RegExp(`(^|\\s)${suite}(\\s|$)`, 'm').test(readFileSync(file, 'utf8')))
}

/** Proxies of this machine's apt hold for that one too. */
async function aptOptions() {
  const { output } = await run('apt-config', ['dump', '--format', '%F "%v";%n', 'Acquire::http::Proxy', 'Acquire::https::Proxy'])
  return output.split('\n').filter((line) => /Proxy "[^"]+/.test(line)).map((line) => `--aptopt=${line}`)
}

/**
 * Commands in that system: as `user` without a network unless told otherwise. `output` has both streams, `stdout` one.
 * `start` gives the process; it leads a group, to be ended with `stop`.
 */
export function inRoot(folder) {
  const start = (command, { as = user, network = false, display, env = {} } = {}) => {
    const variables = Object.entries({ ...env, ...(display === undefined ? {} : { DISPLAY: display.name }) }).map(([name, value]) => `${name}=${value}`)
    const words = variables.length === 0 ? command : ['env', ...variables, ...command]
    const socket = display === undefined ? '' : display.socket
    return spawn('unshare', ['--mount', ...(network ? [] : ['--net']), 'sh', script, folder, as, ...words], {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { PATH: process.env.PATH, DISPLAY_SOCKET: socket },
      detached: true,
    })
  }
  const clean = (command, options = {}) =>
    new Promise((resolve, reject) => {
      const child = start(command, options)
      let [stdout, output] = ['', '']
      child.stdout.on('data', (chunk) => {
        stdout += chunk
        output += chunk
        options.onOutput?.(String(chunk))
      })
      child.stderr.on('data', (chunk) => {
        output += chunk
      })
      const timer = setTimeout(() => process.kill(-child.pid, 'SIGKILL'), options.timeoutMs ?? 120_000)
      child.on('error', reject)
      child.on('close', (code) => {
        clearTimeout(timer)
        resolve({ code, stdout, output })
      })
    })
  return Object.assign(clean, { start, folder })
}

/** Everything in it was mounted in namespaces that are gone; should something be mounted after all, it is left alone. */
export function removeRoot(folder) {
  const mounts = readFileSync('/proc/self/mounts', 'utf8').split('\n').some((line) => line.split(' ')[1]?.startsWith(`${folder}/`))
  if (mounts) throw new SetupFailure(`Something is mounted below ${folder}: unmount it, then remove the folder.`)
  rmSync(folder, { recursive: true, force: true })
}

/** A file or folder of this machine, put into the home folder of the user. */
export function put(clean, source, name) {
  const target = join(clean.folder, 'home', user, name)
  mkdirSync(join(target, '..'), { recursive: true })
  cpSync(source, target, { recursive: true })
  return join('/home', user, name)
}
