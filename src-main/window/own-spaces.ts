import { watch, type FSWatcher } from 'node:fs'
import type { StoredSpaces } from '../../src-contract/api/spaces'
import type { OwnSpace } from '../../src-contract/search-space/own-space'
import { SpaceStore } from '../spaces/space-store'
import type { HomeFolder } from '../system/home-folder'

/** The user's search spaces as the window changes them. The command line may have changed them too: each look reads them. */
export class OwnSpaces {
  private readonly store: SpaceStore
  private watcher: FSWatcher | null = null

  constructor(
    private readonly home: HomeFolder,
    private readonly changed: () => void,
  ) {
    this.store = new SpaceStore(home.spaces)
  }

  /**
   * Hears of what the command line adds and removes while the window is open. The folder must be there.
   * @param failed the system cannot watch (it limits how many do): then only the next look shows it
   */
  watch(failed: (error: unknown) => void): void {
    try {
      this.watcher ??= watch(this.home.spaces, () => this.changed()).on('error', failed)
    } catch (error) {
      failed(error)
    }
  }

  close(): void {
    this.watcher?.close()
    this.watcher = null
  }

  list(): StoredSpaces {
    return this.store.list()
  }

  /** Gives the name; throws naming file and line where it is none. */
  add(path: string): string {
    const { name } = this.store.add(path)
    this.changed()
    return name
  }

  /** One that was removed. */
  putBack(space: OwnSpace): void {
    this.store.keep(space, `${JSON.stringify(space, null, 2)}\n`, `${space.name}.json`)
    this.changed()
  }

  remove(name: string): void {
    this.store.remove(name)
    this.changed()
  }
}
