import { undoableMs } from '../../src-contract/domain/undo'
import { StudioError } from '../../src-contract/errors'
import { emptyTrash, removeDataset, undoRemoveDataset } from '../jobs/remove-dataset'
import type { Studio } from '../jobs/studio'

export interface TrashParts {
  readonly studio: () => Studio
  readonly changed: () => void
  readonly failed: (error: unknown) => void
}

/** Data sets that were removed a moment ago: the removal can be taken back until their disk is freed. */
export class DatasetTrash {
  private readonly timers = new Map<string, NodeJS.Timeout>()

  constructor(private readonly parts: TrashParts) {}

  async remove(id: string, force: boolean): Promise<void> {
    const removed = await removeDataset(this.parts.studio(), id, force)
    this.timers.set(removed.id, setTimeout(() => void this.empty(removed.id), undoableMs))
    this.parts.changed()
  }

  async undo(id: string): Promise<void> {
    clearTimeout(this.timers.get(id))
    if (!this.timers.delete(id)) throw new StudioError('dataset-missing', 'The data set is gone: its disk space was freed already. Import its folder again.')
    await undoRemoveDataset(this.parts.studio(), id)
    this.parts.changed()
  }

  /** Frees the disk of all removed data sets, or of one. What fails is told, and done at the next start. */
  async empty(only?: string): Promise<void> {
    for (const id of only === undefined ? [...this.timers.keys()] : [only]) {
      clearTimeout(this.timers.get(id))
      this.timers.delete(id)
    }
    try {
      await emptyTrash(this.parts.studio(), only)
    } catch (error) {
      this.parts.failed(error)
    }
  }
}
