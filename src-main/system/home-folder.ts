/**
 * The home folder: everything Supernet Studio keeps for a user, in the fixed layout below. Only this file knows the
 * names inside it, and trash-folder.ts those of what is deleted.
 */
import { chmodSync, mkdirSync, statSync } from 'node:fs'
import { homedir } from 'node:os'
import { basename, isAbsolute, join, resolve } from 'node:path'
import { StudioError } from '../../src-contract/errors'
import { diskError } from './disk-error'

export interface HomeFolder {
  readonly root: string
  readonly historyFile: string
  /** Process id of the owner of the history, written by it after it has the lock. */
  readonly ownerFile: string
  /** Where the owner answers other processes. */
  readonly socketFile: string
  /** Starts of the window take turns with it. */
  readonly startLock: string
  readonly settingsFile: string
  /** Size and place of the window. */
  readonly windowFile: string
  readonly estimatesFile: string
  readonly presetsFile: string
  readonly verificationFile: string
  readonly backups: string
  readonly datasets: string
  /** A copy of each search space file of the user. */
  readonly spaces: string
  readonly runs: string
  readonly runtime: string
}

/** `$XDG_DATA_HOME/supernet-studio`; the specification says that a relative value is to be ignored. */
export function defaultHome(environment: NodeJS.ProcessEnv = process.env): string {
  const data = environment['XDG_DATA_HOME']
  const base = data !== undefined && isAbsolute(data) ? data : join(environment['HOME'] ?? homedir(), '.local', 'share')
  return join(base, 'supernet-studio')
}

export function homeFolder(home: string): HomeFolder {
  const root = resolve(home)
  const runtime = join(root, 'runtime')
  return {
    root,
    historyFile: join(root, 'history.sqlite'),
    ownerFile: join(runtime, 'owner.json'),
    socketFile: join(runtime, 'owner.sock'),
    startLock: join(runtime, 'start.lock'),
    settingsFile: join(root, 'settings.json'),
    windowFile: join(root, 'window.json'),
    estimatesFile: join(root, 'estimates.json'),
    presetsFile: join(root, 'presets.json'),
    verificationFile: join(root, 'verification.json'),
    backups: join(root, 'backups'),
    datasets: join(root, 'datasets'),
    spaces: join(root, 'spaces'),
    runs: join(root, 'runs'),
    runtime,
  }
}

/** Names that lie in a home folder, and those that a file system or a desktop puts into any folder. */
export function isOwnName(name: string): boolean {
  const { historyFile, settingsFile, windowFile, estimatesFile, presetsFile, verificationFile, backups, datasets, spaces, runs, runtime } = homeFolder('/')
  const files = [historyFile, settingsFile, windowFile, estimatesFile, presetsFile, verificationFile].map((path) => basename(path))
  const folders = [backups, datasets, spaces, runs, runtime].map((path) => basename(path))
  // Files by their beginning: damaged ones are kept beside them under longer names.
  return ['.', ...files].some((file) => name.startsWith(file)) || ['lost+found', ...folders].includes(name)
}

/** Makes what is missing, for this user only. A folder that was there keeps its mode: it may be shared on purpose. */
export function createHomeFolder(home: string): HomeFolder {
  const folder = homeFolder(home)
  for (const path of [folder.root, folder.backups, folder.datasets, folder.spaces, folder.runs, folder.runtime]) makePrivateFolder(path)
  return folder
}

export function makePrivateFolder(path: string): void {
  try {
    if (mkdirSync(path, { recursive: true, mode: 0o700 }) !== undefined) chmodSync(path, 0o700)
    if (statSync(path).isDirectory()) return
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined
    if (code !== 'EEXIST' && code !== 'ENOTDIR') throw diskError(error, `The folder ${path} cannot be made`)
  }
  throw new StudioError('bad-argument', `${path} is a file where a folder is needed: choose another folder with --home.`)
}

export function datasetFolder(home: HomeFolder, datasetId: string): string {
  return join(home.datasets, checkedId(datasetId))
}

export function runFolder(home: HomeFolder, runId: string): string {
  return join(home.runs, checkedId(runId))
}

export function checkpointFolder(home: HomeFolder, runId: string, step: number): string {
  return join(runFolder(home, runId), 'checkpoints', String(step))
}

export function logFile(home: HomeFolder, runId: string): string {
  return join(runFolder(home, runId), 'log.jsonl')
}

/** @param folder of the run */
export function searchesFolder(folder: string): string {
  return join(folder, 'searches')
}

export function searchLogFile(home: HomeFolder, runId: string, searchId: string): string {
  return join(searchesFolder(runFolder(home, runId)), `${checkedId(searchId)}.jsonl`)
}

/** Ids are our own, but one that came from a damaged history must not lead out of its folder. */
function checkedId(id: string): string {
  if (!/^[A-Za-z0-9][A-Za-z0-9_-]*$/.test(id)) throw new StudioError('bad-argument', `"${id}" is not an id of this history.`)
  return id
}
