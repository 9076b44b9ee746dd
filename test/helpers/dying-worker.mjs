/** Stands before the real worker and lets it die, during its training, as the first argument says; the second is its script. */
import { execFileSync } from 'node:child_process'
import { copyFileSync, mkdtempSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const [behaviour, script] = process.argv.slice(2)
const later = (work) => setTimeout(work, 1500)

const deaths = {
  'exit 0': () => later(() => process.exit(0)),
  throw: () => later(() => {
    throw new Error('out of luck')
  }),
  abort: () => later(() => process.abort()),
  segfault: () => later(() => process.crash()),
  // V8 ends a process that gets no more memory as it ends one whose heap is full, and 100 MB are faster than its 4 GB.
  'heap full': () => later(() => {
    const data = Number(/VmData:\s+(\d+)/.exec(readFileSync('/proc/self/status', 'utf8'))[1]) * 1024
    execFileSync('prlimit', [`--pid=${process.pid}`, `--data=${data + 100_000_000}`])
    const kept = []
    for (;;) kept.push(new Array(1000).fill(kept.length / 3))
  }),
  // The addon lies where it does not find the library of TensorFlow beside it.
  'missing library': () => {
    const load = process.dlopen
    process.dlopen = (module, file, ...flags) => {
      if (!file.endsWith('tfjs_binding.node')) return load.call(process, module, file, ...flags)
      const alone = join(mkdtempSync(join(tmpdir(), 'supernet-studio-alone-')), 'tfjs_binding.node')
      copyFileSync(file, alone)
      return load.call(process, module, alone, ...flags)
    }
  },
}
process.stderr.write(`about to die: ${behaviour}\n`)
deaths[behaviour]()
await import(script)
