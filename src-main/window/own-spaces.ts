import type { StoredSpaces } from '../../src-contract/api/spaces'
import type { OwnSpace } from '../../src-contract/search-space/own-space'
import { SpaceStore } from '../spaces/space-store'
import type { HomeFolder } from '../system/home-folder'

/** The user's search spaces as the window changes them. The command line may have changed them too: each look reads them. */
export class OwnSpaces {
  private readonly store: SpaceStore

  constructor(
    home: HomeFolder,
    private readonly changed: () => void,
  ) {
    this.store = new SpaceStore(home.spaces)
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
