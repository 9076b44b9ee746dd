/** The fuses of the installed binary: as the documents have them, and with the effect that they promise. */
import { copyFileSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { readFuses, setFuses } from '../dist/fuses.mjs'
import { root as repository } from '../setup/paths.mjs'
import { demand, installed, program } from './checks.mjs'
import { user } from './root.mjs'

/** Read from the binary; the table is read from docs/security.md, so that neither can change without the other. */
export async function hasDocumentedFuses(clean) {
  const documented = documentedFuses()
  const fuses = await readFuses(join(clean.folder, program))
  const names = [...new Set([...Object.keys(documented), ...Object.keys(fuses)])]
  const other = names.filter((name) => fuses[name] !== documented[name])
  demand(other.length === 0, `not as in the table of docs/security.md: ${other.join(', ')}`)
  return `${names.length} fuses`
}

/** Rows such as "| RunAsNode | off | on, for the tests |". */
function documentedFuses() {
  const text = readFileSync(join(repository, 'docs/security.md'), 'utf8')
  return Object.fromEntries([...text.matchAll(/^\| ([A-Z]\w+) \| (on|off)\b[^|]*\|/gm)].map(([, name, state]) => [name, state === 'on']))
}

const foreign = ['--no-sandbox', '--ozone-platform=headless', '--log-level=3']
const trap = `/home/${user}/trap.js`
const touched = `/home/${user}/trapped`
const probes = `/home/${user}/probes`

/** What each way in would show if it were open: `open` says so from exit code, output and whether the foreign script ran. */
const ways = [
  // Node refuses this option and ends with 9, where it reads the variable at all.
  { name: 'NODE_OPTIONS', args: [...foreign, '--', '--version'], env: { NODE_OPTIONS: '-e 0' }, open: ({ code }) => code === 9 },
  { name: 'NODE_OPTIONS with a script', args: [...foreign, '--', '--version'], env: { NODE_OPTIONS: `--require ${trap}` }, open: ({ ran }) => ran },
  { name: 'ELECTRON_RUN_AS_NODE', args: [trap], env: { ELECTRON_RUN_AS_NODE: '1' }, open: ({ ran }) => ran },
  { name: '--inspect', args: ['--inspect=127.0.0.1:9229', ...foreign, '--', '--version'], env: {}, open: ({ output }) => /Debugger listening/.test(output) },
]

/**
 * None of the ways in is open. That each would be seen is shown on a copy of the same binary with those fuses the other
 * way round; it bears Electron's own name, because a package reads fewer options than that.
 */
export async function ignoresNode(clean) {
  const inside = (path) => join(clean.folder, path)
  writeFileSync(inside(trap), `require('node:fs').writeFileSync('${touched}', '')\n`)
  const opened = `${installed}/electron`
  copyFileSync(inside(program), inside(opened))
  await setFuses(inside(opened), { RunAsNode: true, EnableNodeOptionsEnvironmentVariable: true, EnableNodeCliInspectArguments: true })
  try {
    for (const { name, args, env, open } of ways) {
      const looks = async (binary) => {
        rmSync(inside(touched), { force: true })
        // Where the application itself starts, its folder is not the user's.
        const { code, output } = await clean([binary, ...args], { env: { ...env, XDG_DATA_HOME: probes }, timeoutMs: 30_000 })
        return { code, output, ran: existsSync(inside(touched)) }
      }
      const shipped = await looks(program)
      demand(!open(shipped), `${name} has an effect: it ended with ${shipped.code}: ${shipped.output.trim().slice(0, 300)}`)
      const control = await looks(opened)
      demand(open(control), `that ${name} has no effect would not be seen: with the fuses the other way round it ended with ${control.code}: ${control.output.trim().slice(0, 300)}`)
    }
  } finally {
    rmSync(inside(opened))
    for (const path of [touched, probes]) rmSync(inside(path), { recursive: true, force: true })
  }
  return `${ways.length} ways, each open in a copy with the fuses the other way round`
}
