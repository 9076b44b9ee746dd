import { toErrorData } from '../../../src-contract/errors'
import { request } from '../../api/client'
import { bytes, quoted } from '../../components/format'
import { tell, tellError, tellWithUndo } from '../../state/toasts'

interface Removable {
  readonly id: string
  readonly name: string
  readonly packedBytes: number
}

/** Removing a data set: at once and with a way back, or, where runs need it, after a question. */
export class Removal {
  /** Runs need the data set: `message` names them. `final`: some of them are under way, so that it cannot be removed. */
  inUse = $state.raw<{ readonly dataset: Removable; readonly message: string; readonly final: boolean } | null>(null)

  /** Answers whether it is gone. */
  async remove(dataset: Removable, force = false): Promise<boolean> {
    try {
      await request('datasets.remove', { dataset: dataset.id, force })
    } catch (error) {
      const { code, message } = toErrorData(error)
      if (code === 'dataset-in-use') this.inUse = { dataset, message, final: force }
      else tellError(error)
      return false
    }
    this.inUse = null
    tellWithUndo(`Removed ${quoted(dataset.name)}, which frees ${bytes(dataset.packedBytes)}.`, async () => {
      await request('datasets.undo-remove', dataset.id)
      tell(`${quoted(dataset.name)} is back.`)
    })
    return true
  }
}
