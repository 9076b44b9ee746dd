import { createHash } from 'node:crypto'
import * as v from 'valibot'
import { datasetKinds, statisticsIds } from '../../src-contract/domain/choices'
import type { PackedMeta } from '../../src-contract/domain/dataset'

export const whole = v.pipe(v.number(), v.safeInteger(), v.minValue(0))
const channels = v.strictTuple([v.pipe(v.number(), v.finite()), v.pipe(v.number(), v.finite()), v.pipe(v.number(), v.finite())])
export const sha256 = v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/, 'is no SHA-256'))
const records = v.array(whole)

/** What each meta.json has, however the images are kept. */
export const commonEntries = {
  format: v.literal(1),
  name: v.string(),
  kind: v.picklist(datasetKinds),
  imageSize: v.pipe(whole, v.minValue(1), v.maxValue(4096)),
  classes: v.pipe(v.array(v.string()), v.minLength(1), v.maxLength(65_536)),
  mean: channels,
  std: channels,
  statistics: v.optional(v.picklist(statisticsIds)),
  fingerprint: v.string(),
}

const schema = v.strictObject({
  ...commonEntries,
  records: whole,
  contentSha256: v.optional(sha256),
  order: v.strictObject({ train: records, valid: records, test: records }),
}) satisfies v.GenericSchema<unknown, PackedMeta>

/** A meta.json that is JSON, or a clause on why it is none. */
export function readJson(text: string): { readonly value: unknown } | { readonly wrong: string } {
  try {
    return { value: JSON.parse(text) as unknown }
  } catch (error) {
    return { wrong: `is no JSON (${error instanceof Error ? error.message : String(error)})` }
  }
}

export function parsedMeta<Meta>(schema: v.GenericSchema<unknown, Meta>, value: unknown): Meta | { readonly wrong: string } {
  const parsed = v.safeParse(schema, value, { abortEarly: true })
  if (parsed.success) return parsed.output
  const [issue] = parsed.issues
  return { wrong: `has a wrong "${v.getDotPath(issue) ?? 'content'}": ${issue.message}` }
}

/** The meta.json of a packed set, or a clause that names the field that is wrong. */
export function parseMeta(value: unknown): PackedMeta | { readonly wrong: string } {
  const meta = parsedMeta(schema, value)
  if ('wrong' in meta) return meta
  for (const role of ['train', 'valid', 'test'] as const) {
    const outside = meta.order[role].find((record) => record >= meta.records)
    if (outside !== undefined) return { wrong: `has a wrong "order.${role}": record ${outside} of ${meta.records}` }
  }
  if (meta.contentSha256 !== undefined && meta.fingerprint !== fingerprintOf(meta, meta.contentSha256)) return { wrong: 'has a "fingerprint" that does not fit its other fields' }
  return meta
}

/**
 * SHA-256 over size, class names, roles with their order, the statistics where the user chose them, and the SHA-256 of
 * images.bin, which holds pixels and labels. Mean and standard deviation are left out: they follow from these and the
 * kind at the one import that a set ever has (statistics.ts), over the whole training role whatever part of it a run uses.
 */
export function fingerprintOf({ imageSize, classes, order, statistics }: Pick<PackedMeta, 'imageSize' | 'classes' | 'order' | 'statistics'>, contentSha256: string): string {
  const { train, valid, test } = order
  const hashed = [imageSize, classes, { train, valid, test }, ...(statistics === undefined ? [] : [statistics])]
  return createHash('sha256').update(JSON.stringify(hashed)).update(contentSha256).digest('hex')
}
