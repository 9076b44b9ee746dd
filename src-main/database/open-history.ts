/**
 * Opening the history of a home folder: as its owner where nobody else is, as a guest of the owner, or, when a newer
 * version wrote it, only to look. Nothing else in this process may open `history.sqlite`, not even to copy it: closing
 * any descriptor of the file gives up the process's lock on it.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import { StudioError } from '../../src-contract/errors'
import { createHomeFolder, homeFolder, type HomeFolder } from '../system/home-folder'
import { isMarkedDamaged } from './damage-mark'
import type { OpenHistory } from './history-api'
import { refuseForeignFolder, requireHistory } from './history-place'
import { damaged, fileIdentity, inspectHistoryFile, makePrivateFile } from './inspect-file'
import { migrations } from './migrations/index'
import { takeLock } from './own-file'
import type { Opened, OpenedFor } from './opened'
import { openAsOwner } from './owner'
import { openCopyUnlessOwned } from './read-only-copy'
import { canBeRestored, recoverHistory } from './recover'
import { connectToOwner } from './socket/guest'
import { describeOwner, readOwner } from './socket/owner-file'

export interface OpenOptions {
  /**
   * `look`: this process only reads and is gone in a moment. Should it become the owner, others that want to work wait
   * for it a little instead of giving up. Where there is no history it makes none and throws 'file-missing'.
   */
  readonly purpose?: OpenedFor['purpose']
  /** What others are told of this process while it owns the history; a command in a terminal when left out. */
  readonly place?: OpenedFor['place']
  /** How long a locked history may stay without an answer of its owner. */
  readonly patienceMs?: number
}

/** Files this process owns: even opening and closing one again would drop its lock (POSIX locks belong to the process). */
const owned = new Set<string>()

export async function openHistory(home: string, options: OpenOptions = {}): Promise<OpenHistory> {
  return (await openWithQueries(home, options)).open
}

async function openWithQueries(home: string, options: OpenOptions): Promise<Opened> {
  const { purpose = 'work', place = 'terminal' } = options
  const deadline = performance.now() + (options.patienceMs ?? 5000)
  if (purpose === 'look') requireHistory(homeFolder(home))
  else refuseForeignFolder(homeFolder(home))
  const folder = createHomeFolder(home)
  const notices: string[] = []
  for (;;) {
    const owner = await ownOrRestore(folder, { purpose, place }, notices)
    if (owner !== null) return owner
    const left = deadline - performance.now()
    const guest = await connectToOwner(folder, Math.max(left, 1), () => openWithQueries(home, { ...options, purpose: 'look' }))
    if (guest !== null && !(guest.brief && purpose === 'work' && left > 0)) return guest
    await guest?.open.close()
    if (left <= 0) throw inUse(folder)
    // At random: two processes that meet while both open must not meet again and again.
    await sleep(20 + Math.random() * 60)
  }
}

/** As tryAsOwner; a damaged file is restored first. What was restored goes to `notices`. */
async function ownOrRestore(folder: HomeFolder, how: OpenedFor, notices: string[]): Promise<Opened | null> {
  const seen = fileIdentity(folder.historyFile)
  try {
    return await tryAsOwner(folder, how, notices)
  } catch (error) {
    if (!(error instanceof StudioError) || error.code !== 'history-damaged') throw error
    // Restored once and damaged again: then it is the disk.
    if (notices.length > 0) throw error
    const restored = await recoverHistory(folder, error, seen)
    if (restored === null) return null
    notices.push(...restored)
    return tryAsOwner(folder, how, notices)
  }
}

/** Null while another process has it. Takes the lock without waiting for anything, so that no second open can slip in between. */
function tryAsOwner(folder: HomeFolder, how: OpenedFor, notices: readonly string[]): Promise<Opened | null> | null {
  const path = folder.historyFile
  const before = fileIdentity(path)
  if (before !== null && owned.has(before)) return null
  const file = inspectHistoryFile(path, migrations.length)
  if (file.kind === 'newer') return openCopyUnlessOwned(folder, file.version)
  if (file.kind === 'new' && canBeRestored(folder)) throw damaged(path, before === null ? 'is missing, but there are runs or backups of it' : 'is empty')
  if (isMarkedDamaged(folder)) throw damaged(path, 'was found damaged while it was in use')
  makePrivateFile(path)
  const db = takeLock(path)
  if (db === null) return null
  const identity = fileIdentity(path) ?? path
  owned.add(identity)
  return openAsOwner(folder, db, how, notices, () => owned.delete(identity))
}

function inUse(folder: HomeFolder): StudioError {
  const owner = readOwner(folder)
  const who = owner === null ? 'another process' : describeOwner(owner)
  return new StudioError('history-in-use', `The history ${folder.historyFile} is in use by ${who}, which does not answer: end it, or choose another folder with --home.`)
}
