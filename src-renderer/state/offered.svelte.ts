import type { FolderOffer } from '../../src-contract/api/datasets'

/** Folders that were handed over and are not imported or put away yet, in the order they came. */
class Offered {
  list = $state.raw<readonly FolderOffer[]>([])

  add(offers: readonly FolderOffer[]): void {
    this.list = [...this.list, ...offers]
  }

  remove(id: string): void {
    this.list = this.list.filter((offer) => offer.id !== id)
  }
}

export const offered = new Offered()
