import { SetupFailure } from '../setup/failure.mjs'
import { which } from '../setup/run.mjs'

/** Programs of the system that packaging calls, and the Debian package of each. */
const tools = { fakeroot: 'fakeroot', 'dpkg-deb': 'dpkg', strip: 'binutils', tar: 'tar', python3: 'python3' }

/** Throws naming every package that is missing, before anything is built. */
export function checkTools(names = Object.keys(tools)) {
  const missing = names.filter((name) => which(name) === null)
  if (missing.length === 0) return
  throw new SetupFailure(`Packaging needs ${missing.join(', ')}; install with: apt-get install ${[...new Set(missing.map((name) => tools[name]))].join(' ')}`)
}
