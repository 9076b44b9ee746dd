import { homedir } from 'node:os'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import * as pins from './pins.mjs'

export const root = resolve(fileURLToPath(new URL('../..', import.meta.url)))
export const modules = join(root, 'node_modules')

/** Per-user cache, shared by all clones. */
export const cache = join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'supernet-studio')
export const downloads = join(cache, 'downloads')
export const electronDist = join(cache, `electron-${pins.electron.version}-r${pins.recipe}`)
export const tensorflowDir = join(cache, `tensorflow-${pins.tensorflow.version}-cpu-r${pins.recipe}`)

export const electronLink = join(modules, 'electron', 'dist')
export const electronBinary = join(electronLink, 'electron')
export const sqliteAddon = join(modules, 'better-sqlite3', 'build', 'Release', 'better_sqlite3.node')
export const tfjsPackage = join(modules, '@tensorflow', 'tfjs-node-gpu')
export const tfjsAddon = join(tfjsPackage, 'lib', 'napi-v8', 'tfjs_binding.node')
/** Hash of the lockfile that node_modules was installed from. */
export const lockStamp = join(modules, '.supernet-studio-lock')
