/** What the program keeps on the disk, and how much of it. */
import { readdir, stat } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { countRuns } from '../../src-contract/domain/run-table'
import { ownFolderIds, type HistoryFileView, type StorageView } from '../../src-contract/domain/storage'
import { backupsIn } from '../database/backups'
import type { HistoryReader, HistoryViews } from '../database/history-api'
import { bytesBelow, sizeOf } from '../system/bytes-below'
import { freeBytes } from '../system/free-space'
import type { HomeFolder } from '../system/home-folder'
import { ownFolder } from '../system/own-folders'
import { trashedId } from '../system/trash-folder'

type CountedHistory = Pick<HistoryReader, 'datasets'> & Pick<HistoryViews, 'queryRuns'>

export async function storageView(home: HomeFolder, history: CountedHistory, notices: readonly string[]): Promise<StorageView> {
  let trashBytes = 0
  const folders: { id: (typeof ownFolderIds)[number]; path: string; bytes: number }[] = []
  for (const id of ownFolderIds) {
    const path = ownFolder(home, id)
    let bytes = await bytesBelow(path)
    if (id === 'runs' || id === 'datasets') {
      const inTrash = await trashBelow(path)
      trashBytes += inTrash
      bytes -= inTrash
    }
    folders.push({ id, path, bytes })
  }
  return { folders, freeBytes: freeBytes(home.root), trashBytes, history: await historyFile(home, history, notices) }
}

async function historyFile(home: HomeFolder, history: CountedHistory, notices: readonly string[]): Promise<HistoryFileView> {
  const backups = await Promise.all(
    backupsIn(home.backups).map(async (path) => {
      const { size, mtime } = await stat(path)
      return { name: basename(path), at: mtime.toISOString(), bytes: size }
    }),
  )
  const parts = await Promise.all(['', '-wal'].map((suffix) => sizeOf(home.historyFile + suffix)))
  return {
    path: home.historyFile,
    bytes: parts.reduce((sum, size) => sum + size, 0),
    runs: history.queryRuns(countRuns).total,
    datasets: (await history.datasets()).length,
    backups,
    notices,
  }
}

async function trashBelow(folder: string): Promise<number> {
  const names = (await readdir(folder)).filter((name) => trashedId(name) !== null)
  const sizes = await Promise.all(names.map((name) => bytesBelow(join(folder, name))))
  return sizes.reduce((sum, size) => sum + size, 0)
}
