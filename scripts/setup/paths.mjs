import { readFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import * as pins from './pins.mjs'
import { contents, recipeHash } from './recipe.mjs'

export const root = resolve(fileURLToPath(new URL('../..', import.meta.url)))
export const modules = join(root, 'node_modules')
const { dependencies, devDependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))

/** Per-user cache, shared by all clones. Each folder in it is made whole and never changed; it may be deleted at any time. */
export const cache = join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'supernet-studio')
export const downloads = join(cache, 'downloads')

/** The distribution as unpacked, without an application. */
export const electronParts = join(cache, `electron-${pins.electron.version}-parts-${recipeHash(pins.electron)}`)
/** The same files once more (hard links) with our launcher. */
export const launcher = join(root, 'scripts', 'launcher')
export const electronDist = join(cache, `electron-${pins.electron.version}-${recipeHash(pins.electron, contents(launcher))}`)

/** Libraries and headers. */
export const tensorflowDir = join(cache, `tensorflow-${pins.tensorflow.version}-cpu-${recipeHash(pins.tensorflow.sha256, pins.tensorflow.unpack)}`)
/** The addon of tfjs-node, compiled for them; versions are pinned exactly. */
const addonSources = [dependencies['@tensorflow/tfjs-node-gpu'], devDependencies['node-api-headers']]
export const addonDir = join(cache, `tensorflow-${pins.tensorflow.version}-addon-${recipeHash(pins.tensorflow, addonSources)}`)

export const electronLink = join(modules, 'electron', 'dist')
export const electronBinary = join(electronLink, 'electron')
export const sqliteAddon = join(modules, 'better-sqlite3', 'build', 'Release', 'better_sqlite3.node')
export const tfjsPackage = join(modules, '@tensorflow', 'tfjs-node-gpu')
export const tfjsAddon = join(tfjsPackage, 'lib', 'napi-v8', 'tfjs_binding.node')
/** Hash of the lockfile that node_modules was installed from. */
export const lockStamp = join(modules, '.supernet-studio-lock')
