/** Folders of ours that can be shown in the file manager; no other path is ever opened. */
export const ownFolderIds = ['home', 'datasets', 'runs', 'backups', 'runtime'] as const
export type OwnFolderId = (typeof ownFolderIds)[number]

export interface StorageView {
  readonly folders: readonly { readonly id: OwnFolderId; readonly path: string; readonly bytes: number }[]
  /** Left on the disk of the home folder, for this user. */
  readonly freeBytes: number
  /** Of deleted runs and data sets, which wait to be taken back; not counted above but in the home folder. */
  readonly trashBytes: number
  readonly history: HistoryFileView
}

export interface HistoryFileView {
  readonly path: string
  /** With its log of changes that are not yet in the file. */
  readonly bytes: number
  readonly runs: number
  readonly datasets: number
  /** Newest first. */
  readonly backups: readonly { readonly name: string; readonly at: string; readonly bytes: number }[]
  /** What happened when it was opened, e.g. that it was restored. */
  readonly notices: readonly string[]
}
