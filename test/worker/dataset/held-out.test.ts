import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import * as tf from '@tensorflow/tfjs-node-gpu'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { DatasetRecord } from '../../../src-contract/domain/dataset'
import type { RankJob } from '../../../src-contract/worker-protocol'
import { openDataset } from '../../../src-worker/dataset/open-dataset'
import { runEstimateJob } from '../../../src-worker/jobs/estimate-job'
import { runRankJob } from '../../../src-worker/jobs/rank-job'
import { constantCount } from '../../../src-worker/tensor/kernels'
import { imported, photographs, streamedConfig } from '../../helpers/photographs'
import { recordingContext, train } from '../../helpers/training'

let source: string
let set: { dataset: DatasetRecord; datasetFolder: string }
beforeAll(async () => {
  source = await photographs(40)
  set = await imported(source)
})
afterAll(() => [source, dirname(set.datasetFolder)].forEach((folder) => rmSync(folder, { recursive: true, force: true })))

describe('held-out images of an indexed set', () => {
  it('are the central part of each, decoded once, and the same at each reading', async () => {
    const opened = openDataset(set.datasetFolder, streamedConfig(set.dataset), recordingContext())
    const scratch = join(dirname(set.datasetFolder), 'images.tmp')
    const batches = [Uint32Array.from([3, 1, 2]), Uint32Array.from([0, 5])]
    const read = await opened.heldOut(batches, scratch)
    await Promise.resolve()
    const before = read(1)
    expect(readdirSync(dirname(scratch))).not.toContain('images.tmp')
    expect(read(1)).toEqual(before)
    expect(read(0).labels.length).toBe(3)
    // The files are not read again.
    const backup = new Map(readdirSync(join(source, 'train'), { recursive: true }).map(String).filter((path) => path.endsWith('.jpg')).map((path) => [join(source, 'train', path), readFileSync(join(source, 'train', path))]))
    for (const path of backup.keys()) writeFileSync(path, 'gone')
    expect(read(1)).toEqual(before)
    for (const [path, bytes] of backup) writeFileSync(path, bytes)
    await opened.close()
  })

  it('rank architectures, the same for any number of decoders', async () => {
    const config = streamedConfig(set.dataset)
    const { folder } = await train({ datasetFolder: set.datasetFolder, config })
    const rank = (decoders: number): RankJob => ({
      kind: 'rank',
      rankingId: 'k1',
      runFolder: folder,
      datasetFolder: set.datasetFolder,
      trainConfig: { ...config, runtime: { ...config.runtime, decoders } },
      config: { runId: 'r1', subset: { kind: 'list', source: 'three', architectures: [[3, 3, 3, 3, 3, 3], [1, 2, 3, 4, 1, 2], [2, 2, 2, 2, 2, 2]] }, images: 16, batch: 8, seed: 0 },
      checkpointStep: 12,
      scoredStep: 12,
      scored: [],
      secondsBefore: 0,
      estimateOnly: false,
    })
    const tensors = () => tf.memory().numTensors - constantCount()
    const before = tensors()
    const one = await runRankJob(rank(1), recordingContext())
    const two = await runRankJob(rank(2), recordingContext())
    expect(one.state).toBe('finished')
    expect(one.rows).toHaveLength(3)
    expect(two.rows).toEqual(one.rows)
    expect(tensors()).toBe(before)
    expect(await runRankJob(rank(1), recordingContext(0))).toMatchObject({ state: 'stopped', rows: null })
  })
})

describe('an estimate', () => {
  it('times steps with their images', async () => {
    const { measure } = await runEstimateJob({ kind: 'estimate', datasetFolder: set.datasetFolder, config: streamedConfig(set.dataset), seconds: 0.1 }, recordingContext())
    expect(measure?.steps).toBeGreaterThanOrEqual(3)
    expect(measure?.secondsPerStep).toBeGreaterThan(0)
  })
})
