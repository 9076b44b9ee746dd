import { createHash } from 'node:crypto'
import * as v from 'valibot'
import type { IndexedMeta } from '../../../src-contract/domain/dataset'
import { commonEntries, parsedMeta, sha256, whole } from '../packed-meta'

const side = v.pipe(whole, v.minValue(1), v.maxValue(4096))

const schema = v.strictObject({
  ...commonEntries,
  storage: v.literal('indexed'),
  sourcePath: v.string(),
  counts: v.strictObject({ train: whole, valid: whole, test: whole }),
  indexSha256: sha256,
  preview: v.strictObject({ side, records: whole }),
}) satisfies v.GenericSchema<unknown, IndexedMeta>

/** The meta.json of an indexed set, or a clause that names the field that is wrong. */
export function parseIndexedMeta(value: unknown): IndexedMeta | { readonly wrong: string } {
  const meta = parsedMeta(schema, value)
  if (!('wrong' in meta) && meta.fingerprint !== indexFingerprint(meta)) return { wrong: 'has a "fingerprint" that does not fit its other fields' }
  return meta
}

/** SHA-256 over size, class names, the chosen statistics and the SHA-256 of the index, which holds roles, paths, labels and hashes. */
export function indexFingerprint({ imageSize, classes, counts, statistics, indexSha256 }: Pick<IndexedMeta, 'imageSize' | 'classes' | 'counts' | 'statistics' | 'indexSha256'>): string {
  const { train, valid, test } = counts
  return createHash('sha256').update(JSON.stringify(['indexed', imageSize, classes, { train, valid, test }, statistics ?? null, indexSha256])).digest('hex')
}
