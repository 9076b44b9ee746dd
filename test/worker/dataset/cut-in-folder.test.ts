import { createHash } from 'node:crypto'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { DatasetRecord } from '../../../src-contract/domain/dataset'
import { digestOf } from '../../../src-worker/dataset/image-pass'
import { encodeIndex, indexFile } from '../../../src-worker/dataset/indexed/index-file'
import { openIndex } from '../../../src-worker/dataset/indexed/indexed-dataset'
import { indexFingerprint } from '../../../src-worker/dataset/indexed/indexed-meta'
import { metaFile, readMeta } from '../../../src-worker/dataset/packed-dataset'
import { runScanJob } from '../../../src-worker/jobs/scan-job'
import { photograph, scanStart } from '../../helpers/cut-jpegs'
import { quietContext } from '../../helpers/job-context'
import { imported, streamedConfig } from '../../helpers/photographs'
import { recordingContext, train } from '../../helpers/training'

const folders: string[] = []
afterAll(() => folders.forEach((folder) => rmSync(folder, { recursive: true, force: true })))

/** A folder of portraits in two classes. */
async function portraits(images: number): Promise<{ folder: string; paths: string[] }> {
  const folder = mkdtempSync(join(tmpdir(), 'studio-cut-'))
  folders.push(folder)
  const paths: string[] = []
  for (let image = 0; image < images; image++) {
    const path = join('train', image % 2 === 0 ? 'even' : 'odd', `${image}.jpg`)
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), await photograph({ width: 100 + image, height: 300, progressive: image % 4 === 1 }))
    paths.push(path)
  }
  return { folder, paths }
}

/** Leaves a share of a file's pixel data; answers how many bytes there then are. */
function cut(path: string, share: number): number {
  const bytes = readFileSync(path)
  const end = Math.floor(scanStart(bytes) + share * (bytes.length - scanStart(bytes)))
  writeFileSync(path, bytes.subarray(0, end))
  return end
}

describe('a JPEG that was cut above its central square', () => {
  it.each(['packed', 'indexed'] as const)('is rejected by a scan and by an import that makes it %s, in the same words', async (storage) => {
    const { folder, paths } = await portraits(8)
    const [first = '', second = ''] = paths
    const rejected = [first, second].map((path) => ({ path: join(folder, path), reason: `JPEG: cut off at byte ${cut(join(folder, path), 0.1)}, pixels are missing` }))
    const { report } = await runScanJob({ kind: 'scan', sourcePath: folder, forbidden: [] }, quietContext)
    expect(report?.rejected).toEqual(rejected)
    const { dataset, datasetFolder } = await imported(folder, { storage })
    folders.push(dirname(datasetFolder))
    expect(dataset.report.rejected).toEqual(rejected)
    expect(dataset.report.accepted).toBe(6)
  })
})

describe('a set that was indexed when cut files were still taken', () => {
  let set: { dataset: DatasetRecord; datasetFolder: string }
  let cutPaths: string[]
  beforeAll(async () => {
    const { folder, paths } = await portraits(24)
    set = await imported(folder, { storage: 'indexed', split: { validFraction: 0.25, seed: 0 } })
    folders.push(dirname(set.datasetFolder))
    cutPaths = paths.slice(0, 12)
    cutPaths.forEach((path, i) => cut(join(folder, path), 0.2 + 0.06 * i))
    const { meta, index } = openIndex(set.datasetFolder, readMeta(set.datasetFolder))
    const files = Array.from({ length: index.records }, (_, record) => ({ path: index.path(record), label: index.label(record), digest: digestOf(readFileSync(join(folder, index.path(record)))) }))
    const order = { train: [...index.order('train')], valid: [...index.order('valid')], test: [] }
    const bytes = encodeIndex(files, files.length, order)
    const described = { ...meta, indexSha256: createHash('sha256').update(bytes).digest('hex') }
    const fingerprint = indexFingerprint(described)
    writeFileSync(join(set.datasetFolder, indexFile), bytes)
    writeFileSync(join(set.datasetFolder, metaFile), JSON.stringify({ ...described, fingerprint }))
    set = { ...set, dataset: { ...set.dataset, fingerprint } }
  })

  const told = (context: ReturnType<typeof recordingContext>) =>
    context.events.flatMap((event) => (event.kind === 'log' && event.message.includes('is left out') ? [event.message.split(' ')[0] ?? ''] : [])).sort()

  it('trains on none of them, whatever part of the picture is drawn', async () => {
    const context = recordingContext()
    await train({ datasetFolder: set.datasetFolder, config: streamedConfig(set.dataset, { length: { epochs: 1 } }) }, {}, context)
    const { index } = openIndex(set.datasetFolder, readMeta(set.datasetFolder))
    expect(told(context)).toEqual([...index.order('train')].map((record) => index.path(record)).filter((path) => cutPaths.includes(path)).sort())
    expect(told(context).length).toBeGreaterThan(5)
  })

  it('ends with the same weights when a run was resumed as when it was not', async () => {
    const run = { datasetFolder: set.datasetFolder, config: streamedConfig(set.dataset, { length: { epochs: 6 } }) }
    const whole = await train(run)
    for (const stopAfter of [3, 7]) {
      const half = await train(run, {}, recordingContext(stopAfter))
      expect(half.result).toMatchObject({ state: 'stopped' })
      const rest = await train(run, { folder: half.folder, resume: true })
      expect([...half.rows, ...rest.rows]).toEqual(whole.rows)
      expect(rest.result).toMatchObject({ state: 'finished', weightsSha256: whole.result.weightsSha256 })
    }
  })
})
