/** A packed data set is only opened when its files are what was imported; what is off is named. */
import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { defaultSplit, type PackedMeta } from '../../../src-contract/domain/dataset'
import { openPackedDataset } from '../../../src-worker/dataset/packed-dataset'
import { runImportJob } from '../../../src-worker/jobs/import-job'
import { putImages } from '../../helpers/dataset-folder'
import { quietContext } from '../../helpers/job-context'

let folder: string
let packed: string
let meta: string
let images: Buffer
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'studio-packed-'))
  packed = join(folder, 'packed')
  for (const name of ['cat', 'dog']) putImages(join(folder, 'set', name), 4, name)
  await runImportJob({ kind: 'import', datasetId: 'd', name: null, sourcePath: join(folder, 'set'), folder: packed, imageSize: 8, split: defaultSplit, forbidden: [] }, quietContext)
  meta = readFileSync(join(packed, 'meta.json'), 'utf8')
  images = readFileSync(join(packed, 'images.bin'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))
beforeEach(() => {
  writeFileSync(join(packed, 'meta.json'), meta)
  writeFileSync(join(packed, 'images.bin'), images)
})

const opened = () => openPackedDataset(packed).close()
const withMeta = (change: (value: Record<string, unknown>) => void) => {
  const value = JSON.parse(meta) as Record<string, unknown>
  change(value)
  writeFileSync(join(packed, 'meta.json'), JSON.stringify(value))
}

describe('meta.json', () => {
  it.each<[string, (value: Record<string, unknown>) => void, RegExp]>([
    ['imageSize', (value) => (value['imageSize'] = 'large'), /"imageSize"/],
    ['imageSize of 1e9', (value) => (value['imageSize'] = 1e9), /"imageSize"/],
    ['format', (value) => (value['format'] = 2), /"format"/],
    ['kind', (value) => (value['kind'] = 'parquet'), /"kind"/],
    ['classes', (value) => (value['classes'] = ['cat', 7]), /"classes\.1"/],
    ['mean', (value) => (value['mean'] = [1, 2]), /"mean(\.2)?"/],
    ['order', (value) => delete value['order'], /"order"/],
    ['order.valid', (value) => (value['order'] = { train: [0], valid: [-1], test: [] }), /"order\.valid\.0"/],
    ['a record that is not there', (value) => (value['order'] = { train: [0, 8], valid: [], test: [] }), /"order\.train": record 8 of 8/],
    ['a field that nobody knows', (value) => (value['extra'] = 1), /"extra"/],
    ['other roles than were imported', (value) => (value['order'] = { train: [0, 1], valid: [2, 3], test: [] }), /"fingerprint" that does not fit/],
    ['other class names', (value) => (value['classes'] = ['cat', 'wolf']), /"fingerprint" that does not fit/],
  ])('with a wrong %s is refused naming it', (_, change, words) => {
    withMeta(change)
    expect(opened).toThrow(words)
    expect(opened).toThrow(/Remove it and import it again/)
  })

  it('that is no JSON or not there is refused', () => {
    writeFileSync(join(packed, 'meta.json'), meta.slice(0, 100))
    expect(opened).toThrow(/meta\.json is no JSON/)
    rmSync(join(packed, 'meta.json'))
    expect(opened).toThrow(/cannot be read/)
  })

  it('of a set that was packed before hashes were kept is opened all the same', () => {
    withMeta((value) => delete value['contentSha256'])
    expect(opened).not.toThrow()
    expect((JSON.parse(meta) as PackedMeta).contentSha256).toMatch(/^[0-9a-f]{64}$/)
  })
})

describe('images.bin', () => {
  it('of another length is refused with the numbers', () => {
    appendFileSync(join(packed, 'images.bin'), 'x')
    expect(opened).toThrow(/has 1553 instead of 1552 bytes/)
  })

  it('with one changed bit is refused', () => {
    const changed = Buffer.from(images)
    changed[700] = (changed[700] ?? 0) ^ 1
    writeFileSync(join(packed, 'images.bin'), changed)
    expect(opened).toThrow(/images\.bin are not those that were imported/)
  })
})
