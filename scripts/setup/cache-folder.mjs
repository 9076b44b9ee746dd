import { createHash } from 'node:crypto'
import { existsSync, lstatSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { SetupFailure } from './failure.mjs'
import { say } from './progress.mjs'

const manifestName = 'manifest.json'
const temporary = '.tmp-'
/** Up to this size a file's content is looked at as well as its size, which keeps a check of everything to milliseconds. */
const hashedBytes = 128 * 1024

const sha256 = (path) => createHash('sha256').update(readFileSync(path)).digest('hex')

/**
 * Fills a cache folder all or nothing: `fill` works in a temporary folder beside it, which is renamed at the end, after a
 * manifest of its files was put into it. A folder that is no longer as its manifest says is made again.
 */
export async function fillOnce(folder, fill) {
  const problem = damage(folder)
  if (problem === null) return
  if (existsSync(folder)) {
    say(`Making ${folder} again: ${problem}`)
    const aside = mkdtempSync(`${folder}${temporary}`)
    renameSync(folder, join(aside, 'damaged'))
    rmSync(aside, { recursive: true })
  }
  mkdirSync(dirname(folder), { recursive: true })
  const work = mkdtempSync(`${folder}${temporary}`)
  try {
    await fill(work)
    writeFileSync(join(work, manifestName), JSON.stringify(listFiles(work)))
    renameSync(work, folder)
  } catch (error) {
    if (error.code === 'ENOSPC') throw new SetupFailure(`The disk of ${dirname(folder)} is full: free some space, or set XDG_CACHE_HOME to a folder on another disk.`)
    throw error
  } finally {
    rmSync(work, { recursive: true, force: true })
  }
}

function listFiles(folder) {
  const paths = readdirSync(folder, { recursive: true }).filter((path) => !lstatSync(join(folder, path)).isDirectory())
  return Object.fromEntries(paths.sort().map((path) => {
    const stat = lstatSync(join(folder, path))
    return [path, stat.isFile() && stat.size <= hashedBytes ? { bytes: stat.size, sha256: sha256(join(folder, path)) } : { bytes: stat.size }]
  }))
}

/** What is wrong with a cache folder, or null; files below `except` are not looked at. */
export function damage(folder, { except } = {}) {
  const manifest = join(folder, manifestName)
  if (!existsSync(manifest)) return existsSync(folder) ? 'its manifest is missing' : 'not there yet'
  const files = readManifest(manifest)
  if (files === null) return 'its manifest cannot be read'
  for (const [path, expected] of Object.entries(files)) {
    if (except !== undefined && path.startsWith(except)) continue
    const stat = lstatSync(join(folder, path), { throwIfNoEntry: false })
    if (stat === undefined) return `${path} is missing`
    if (stat.size !== expected.bytes) return `${path} has ${stat.size} bytes instead of ${expected.bytes}`
    if (expected.sha256 !== undefined && sha256(join(folder, path)) !== expected.sha256) return `${path} has another content than at first`
  }
  return null
}

function readManifest(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8'))
  } catch (error) {
    if (error instanceof SyntaxError) return null
    throw error
  }
}

/** Removes what a killed set-up left. Only for the holder of the cache's lock: nobody else has temporary folders then. */
export function sweep(...folders) {
  for (const folder of folders.filter((candidate) => existsSync(candidate))) {
    for (const name of readdirSync(folder)) {
      if (name.includes(temporary)) rmSync(join(folder, name), { recursive: true, force: true })
    }
  }
}

/** Whether a killed set-up left something, or one is at work. */
export function hasTemporary(...folders) {
  return folders.some((folder) => existsSync(folder) && readdirSync(folder).some((name) => name.includes(temporary)))
}
