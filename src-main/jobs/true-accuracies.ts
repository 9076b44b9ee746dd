import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { TrueAccuracies } from '../../src-contract/api/spaces'
import type { SpaceId, TruthId } from '../../src-contract/domain/choices'
import { StudioError } from '../../src-contract/errors'
import { parseGroundTruth, type GroundTruth } from '../../src-contract/search-space/ground-truth'
import { bundled } from '../system/locations'

/** Spaces with a table of measured accuracies and the number of its lines. */
const tables: Readonly<Partial<Record<SpaceId, { readonly file: string; readonly architectures: number }>>> = {
  'nas-bench-201': { file: 'nas-bench-201.csv', architectures: 5 ** 6 },
}

/** Answers from the bundled tables, each read when it is first asked for. */
export class TrueAccuracyTables {
  private readonly loaded = new Map<SpaceId, GroundTruth>()

  /** Null for a space without a table. */
  lookUp(space: SpaceId, index: number): TrueAccuracies | null {
    const truth = this.table(space)
    if (truth === null) return null
    if (index >= truth.architectures) throw new StudioError('bad-argument', `There is no architecture ${index} in the table of ${space}; use 0 to ${truth.architectures - 1}.`)
    const each = (value: (id: TruthId) => number): Record<TruthId, number> => ({ cifar10: value('cifar10'), cifar100: value('cifar100'), imagenet16: value('imagenet16') })
    const at = (column: Float64Array): number => column[index] ?? NaN
    return {
      valid: each((id) => at(truth.valid[id])),
      test: each((id) => at(truth.test[id])),
      rank: each((id) => 1 + truth.test[id].filter((accuracy) => accuracy > at(truth.test[id])).length),
      architectures: truth.architectures,
    }
  }

  private table(space: SpaceId): GroundTruth | null {
    const entry = tables[space]
    if (entry === undefined) return null
    const known = this.loaded.get(space)
    if (known !== undefined) return known
    const path = join(bundled.groundTruth(), entry.file)
    const truth = parseGroundTruth(readTable(path), path, entry.architectures)
    this.loaded.set(space, truth)
    return truth
  }
}

function readTable(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    throw new StudioError('file-missing', `The table ${path} cannot be read. Reinstall the app to restore it.`, error)
  }
}
