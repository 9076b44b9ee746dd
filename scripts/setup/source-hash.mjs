import { createHash } from 'node:crypto'
import { readFileSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'

/** SHA-256 over paths and contents of files and folders below `root`; a name that does not exist counts as such. */
export function sourceHash(root, names) {
  const hash = createHash('sha256')
  for (const name of names) add(name)
  return hash.digest('hex').slice(0, 16)

  function add(name) {
    const path = join(root, name)
    if (statSync(path, { throwIfNoEntry: false })?.isDirectory()) for (const inner of readdirSync(path).sort()) add(join(name, inner))
    else hash.update(`${name}\0`).update(hashOfFile(path))
  }
}

/** An editor may take a file away between the listing and the reading. */
function hashOfFile(path) {
  try {
    return createHash('sha256').update(readFileSync(path)).digest()
  } catch (error) {
    if (error.code === 'ENOENT') return 'none'
    throw error
  }
}
