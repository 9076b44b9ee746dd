import type { SpaceId } from '../../src-contract/domain/choices'
import { parseGroundTruth, type GroundTruth } from '../../src-contract/search-space/ground-truth'

/** Texts of the bundled tables. A space without a table has none here and is ranked without truth. */
const tables: Readonly<Partial<Record<SpaceId, { readonly architectures: number; read(): Promise<string> }>>> = {
  'nas-bench-201': {
    architectures: 5 ** 6,
    read: async () => (await import('../../resources/ground-truth/nas-bench-201.csv?raw')).default,
  },
}

/** The bundled table of a space, or null where there is none. Source: NAS-Bench-201 (Dong and Yang, ICLR 2020). */
export async function loadGroundTruth(space: SpaceId): Promise<GroundTruth | null> {
  const table = tables[space]
  return table === undefined ? null : parseGroundTruth(await table.read(), `ground truth of ${space}`, table.architectures)
}
