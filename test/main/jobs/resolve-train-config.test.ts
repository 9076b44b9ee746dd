import { describe, expect, it } from 'vitest'
import { requestOf, type TrainRequest } from '../../../src-contract/domain/train-request'
import { StudioError } from '../../../src-contract/errors'
import { checkpointBytes } from '../../../src-main/jobs/checkpoint-size'
import { resolveTrainConfig } from '../../../src-main/jobs/resolve-train-config'
import { datasetRecord } from '../../helpers/train-config'

const resolve = (request: Partial<TrainRequest> = {}, dataset = datasetRecord()) => resolveTrainConfig({ dataset: 'pictures', ...request }, dataset, 6)

function refusal(request: Partial<TrainRequest>, dataset = datasetRecord()): { code: string; message: string } {
  try {
    resolve(request, dataset)
  } catch (error) {
    if (error instanceof StudioError) return { code: error.code, message: error.message }
    throw error
  }
  throw new Error('It was accepted.')
}

describe('configuration of a run', () => {
  it('has the published defaults', () => {
    expect(resolve()).toEqual({
      datasetId: 'dataset1',
      datasetFingerprint: 'f'.repeat(64),
      imageSize: 32,
      classes: 2,
      space: { id: 'nas-bench-201', channels: 16, cells: 5 },
      method: 'spos',
      sampler: 'uniform',
      rate: { id: 'cosine' },
      momentum: { id: 'shared' },
      inactive: 'decay',
      optimizer: { lr: 0.025, momentum: 0.9, weightDecay: 5e-4, clipNorm: 5 },
      augment: { flip: true, cropPadding: 4 },
      batch: 64,
      seed: 0,
      length: { epochs: 250 },
      trainImages: 500,
      validImages: 400,
      runtime: { threads: 6, oneDnn: true },
    })
  })

  it('has the published length and clipping of each method, and sub-supernets for FSNAS only', () => {
    expect(resolve({ method: 'fairnas' })).toMatchObject({ length: { epochs: 200 }, optimizer: { clipNorm: 0 }, rate: { id: 'cosine' } })
    expect(resolve({ method: 'fairnas' })).not.toHaveProperty('stages')
    expect(resolve({ method: 'fsnas' })).toMatchObject({ length: { epochs: 300 }, optimizer: { clipNorm: 5 }, stages: { choice: 0, only: null } })
    expect(resolve({ method: 'fsnas', stageChoice: 2, stage: 4 }).stages).toEqual({ choice: 2, only: 4 })
    expect(resolve({ method: 'fsnas', momentum: 'separated', splitChoice: 1 }).momentum).toEqual({ id: 'separated', splitChoice: 1 })
  })

  it('comes back from the wish that a copy of a run begins with', () => {
    for (const request of [{}, { method: 'fairnas' }, { method: 'fsnas' }, { method: 'fsnas', stageChoice: 2, stage: 4, rate: 'calr' }, { momentum: 'random-groups', splitChoice: 2 }, { trackEvery: 3, trackArchitectures: { kind: 'random', count: 7 }, trackImages: 50 }] as const) {
      expect(resolve({ ...requestOf(resolve(request)) })).toEqual(resolve(request))
    }
  })

  it('tracks a fixed set where that is asked for', () => {
    expect(resolve({ trackEvery: 10 }).tracking).toEqual({ every: 10, subset: { kind: 'paper-subset' }, images: 400, batch: 256, seed: 0 })
    expect(resolve({ trackEvery: 1, trackImages: 64, trackArchitectures: { kind: 'all' } }).tracking).toMatchObject({ subset: { kind: 'all' }, images: 64 })
    expect(resolve({ trackEvery: 2, space: 'mobilenet' }).tracking).toMatchObject({ subset: { kind: 'random', count: 100 } })
    expect(refusal({ trackImages: 64 })).toMatchObject({ code: 'bad-argument', message: expect.stringContaining('--track-images needs --track-every') as string })
    expect(refusal({ trackArchitectures: { kind: 'all' } })).toMatchObject({ message: expect.stringContaining('--track-architectures needs --track-every') as string })
    expect(refusal({ trackEvery: 1, trackImages: 401 })).toMatchObject({ code: 'dataset-too-small', message: expect.stringContaining('--track-images asks for 401 images, and the run holds out 400') as string })
    expect(refusal({ trackEvery: 1, space: 'mobilenet', trackArchitectures: { kind: 'paper-subset' } })).toMatchObject({ message: expect.stringContaining('exists for NAS-Bench-201 only') as string })
    expect(refusal({ trackEvery: 1, space: 'mobilenet', trackArchitectures: { kind: 'all' } })).toMatchObject({ message: expect.stringContaining('at most 20000') as string })
    expect(refusal({ trackEvery: 1, trackArchitectures: { kind: 'random', count: 15_626 } })).toMatchObject({ message: expect.stringContaining('more than the 15625') as string })
    expect(refusal({ trackEvery: 1, trackArchitectures: { kind: 'list', source: 'x', architectures: [[0, 0, 9, 0, 0, 0]] } })).toMatchObject({ code: 'architecture-malformed' })
    expect(refusal({ trackEvery: 1, epochs: 100_000 })).toMatchObject({ message: expect.stringContaining('100000 times; at most 10000') as string })
  })

  it('gives each schedule and policy only its own settings', () => {
    expect(resolve({ rate: 'calr' }).rate).toEqual({ id: 'calr', gammaMax: 4 })
    expect(resolve({ rate: 'fixed' }).rate).toEqual({ id: 'fixed', gamma: 2 })
    expect(resolve({ rate: 'constant' }).rate).toEqual({ id: 'constant' })
    expect(resolve({ momentum: 'separated' }).momentum).toEqual({ id: 'separated', splitChoice: null })
    expect(resolve({ momentum: 'separated', splitChoice: 0 }).momentum).toEqual({ id: 'separated', splitChoice: 0 })
    expect(resolve({ momentum: 'random-groups', splitChoice: 1 }).momentum).toEqual({ id: 'random-groups', splitChoice: 1 })
    expect(resolve({ steps: 10 }).length).toEqual({ steps: 10 })
    expect(resolve({ clip: 0 }).optimizer.clipNorm).toBe(0)
  })

  it('does not mirror digits, and takes the padding of a crop from the image size', () => {
    expect(resolve({}, datasetRecord({ kind: 'idx', imageSize: 28 })).augment).toEqual({ flip: false, cropPadding: 3 })
    expect(resolve({ augment: { flip: true, cropPadding: null } }, datasetRecord({ imageSize: 16 })).augment).toEqual({ flip: true, cropPadding: 2 })
    expect(resolve({ augment: { flip: false, cropPadding: 0 } }).augment).toEqual({ flip: false, cropPadding: 0 })
  })

  it.each<[Partial<TrainRequest>, string]>([
    [{ gammaMax: 4 }, '--gamma-max applies to --rate calr only, not to --rate cosine'],
    [{ rate: 'fixed', gammaMax: 4 }, '--gamma-max applies to --rate calr only, not to --rate fixed'],
    [{ rate: 'calr', gamma: 2 }, '--gamma applies to --rate fixed only, not to --rate calr'],
    [{ splitChoice: 1 }, '--split-choice applies to --momentum separated and random-groups only'],
    [{ momentum: 'separated', splitChoice: 6 }, '--split-choice must be from 0 to 5'],
    [{ stageChoice: 1 }, '--stage-choice applies to methods with sub-supernets (fsnas) only, not to --method spos'],
    [{ method: 'fairnas', stage: 1 }, '--stage applies to methods with sub-supernets (fsnas) only, not to --method fairnas'],
    [{ method: 'fsnas', stageChoice: 6 }, '--stage-choice must be from 0 to 5'],
    [{ method: 'fsnas', stage: 5 }, '--stage must be from 0 to 4'],
    [{ method: 'fsnas', momentum: 'separated', splitChoice: 0 }, '--split-choice 0 is the choice that the sub-supernets split on'],
    [{ epochs: 3, steps: 4 }, '--epochs and --steps'],
    [{ batch: 1 }, '--batch: Batch must be from 2'],
    [{ name: '  ' }, '--name: a name needs at least one visible character'],
    [{ lr: Number.NaN }, '--lr: Learning rate must be a number'],
    [{ seed: 1.5 }, '--seed: Seed must be a whole number'],
    [{ augment: { flip: false, cropPadding: 33 } }, '--augment: a padding of 33 pixels'],
  ])('refuses %o', (request, message) => {
    const found = refusal(request)
    expect(found.code).toBe('bad-argument')
    expect(found.message).toContain(message)
  })

  it('names both numbers when a role has fewer images', () => {
    expect(refusal({ trainImages: 501 }).code).toBe('dataset-too-small')
    expect(refusal({ trainImages: 501 }).message).toMatch(/--train-images asks for 501 .* has 500 training images/)
    expect(refusal({ validImages: 401 }).message).toMatch(/401 .* has 400 validation/)
    expect(refusal({}, datasetRecord({ counts: { train: 1, valid: 0, test: 0 } })).code).toBe('dataset-too-small')
    expect(resolve({ trainImages: 500, validImages: 2 })).toMatchObject({ trainImages: 500, validImages: 2 })
  })

  it('refuses an image size that does not fit the space', () => {
    const found = refusal({}, datasetRecord({ imageSize: 30 }))
    expect(found.code).toBe('space-unusable')
    expect(found.message).toContain('--image-size 32')
  })
})

describe('size of a checkpoint', () => {
  it('counts weights and every momentum pool', () => {
    const shared = checkpointBytes(resolve())
    expect(checkpointBytes(resolve({ momentum: 'separated' }))).toBe((shared / 2) * 6)
    expect(checkpointBytes(resolve({ momentum: 'separated', splitChoice: 3 }))).toBe((shared / 2) * 6)
    expect(checkpointBytes(resolve({ momentum: 'random-groups', splitChoice: 3 }))).toBe((shared / 2) * 6)
    expect(checkpointBytes(resolve({ method: 'fsnas', momentum: 'separated' }))).toBe((shared / 2) * 10)
    expect(checkpointBytes(resolve({ method: 'fsnas', stage: 1 }))).toBe(shared)
  })
})
