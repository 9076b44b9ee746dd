/** Users' spaces, one of each template with every operation, on real images and TensorFlow: the three methods, resume, ranking. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import type { TrainConfig } from '../../../src-contract/domain/run'
import { createSearchSpace } from '../../../src-contract/search-space/registry'
import { readSpace } from '../../../src-main/spaces/read-space'
import { runRankJob } from '../../../src-worker/jobs/rank-job'
import { createSupernet } from '../../../src-worker/supernet/supernet'
import { constantCount } from '../../../src-worker/tensor/kernels'
import { tensorCount } from '../../../src-worker/tensor/tensors'
import { recordingContext, smallTraining, train } from '../../helpers/training'

const resources = join(import.meta.dirname, '../../../resources/search-spaces')
const spaces = ['small-cell', 'small-chain'].map((name) => ({ name, config: { id: 'own', spec: readSpace(readFileSync(join(resources, `${name}.json`), 'utf8'), name) } as const }))
const methods: readonly (Pick<TrainConfig, 'method' | 'stages' | 'rate' | 'momentum'>)[] = [
  { method: 'spos', rate: { id: 'calr', gammaMax: 4 }, momentum: { id: 'separated', splitChoice: null } },
  { method: 'fairnas', rate: { id: 'calr', gammaMax: 4 }, momentum: { id: 'separated', splitChoice: 1 } },
  { method: 'fsnas', stages: { choice: 1, only: 2 }, rate: { id: 'cosine' }, momentum: { id: 'shared' } },
]
const cases = spaces.flatMap((space) => methods.map((strategy) => ({ ...space, ...strategy, title: `${space.name}, ${strategy.method}` })))
let small: Awaited<ReturnType<typeof smallTraining>>

beforeAll(async () => {
  small = await smallTraining()
})

const counted = (): number => tensorCount() - constantCount()

describe.each(cases)('$title', ({ config: space, method, stages, rate, momentum }) => {
  it('trains, resumes bit for bit, ranks without truth, and leaks no tensor', async () => {
    const built = createSearchSpace(space, 10)
    const before = counted()
    const config: TrainConfig = { ...small.config, space, method, ...(stages !== undefined && { stages }), rate, momentum, length: { steps: 12 } }
    const whole = await train({ ...small, config })
    expect(whole.rows).toHaveLength(12)
    expect(whole.rows.every((row) => Number.isFinite(row.loss))).toBe(true)
    const part = await train({ ...small, config }, {}, recordingContext(5))
    expect(part.result).toMatchObject({ state: 'stopped', steps: 5 })
    const rest = await train({ ...small, config }, { folder: part.folder, resume: true })
    expect(rest.result.weightsSha256).toBe(whole.result.weightsSha256)
    expect([...part.rows, ...rest.rows]).toEqual(whole.rows)

    // Those of the sub-supernet that was trained, where there are several.
    const architectures = [0, 1, 2, 3].map((operation) => built.choices.map(({ operations }, choice) => (choice === stages?.choice ? (stages.only ?? 0) : Math.min(operation, operations.length - 1))))
    const ranked = await runRankJob(
      {
        kind: 'rank', rankingId: 'r', runFolder: whole.folder, datasetFolder: small.datasetFolder, trainConfig: config,
        config: { runId: 'r1', subset: { kind: 'list', source: 'test', architectures }, images: 64, batch: 64, seed: 1 },
        checkpointStep: 12, scoredStep: 12, scored: [], secondsBefore: 0, estimateOnly: false,
      },
      recordingContext(),
    )
    expect(ranked.rows).toHaveLength(4)
    expect(ranked.summary).toMatchObject({ architectures: 4, figures: null })
    for (const row of ranked.rows ?? []) expect(row).toMatchObject({ truth: null, parameters: built.parameters(built.parse(row.architecture)) })
    expect(counted()).toBe(before)
  })
})

describe.each(spaces)('$name', ({ config }) => {
  it('counts as parameters what its tensors hold without the classifier bias, subnet by subnet', () => {
    const built = createSearchSpace(config, 10)
    const { layout } = createSupernet(config, 10)
    for (let operation = 0; operation < config.spec.operations.length; operation++) {
      const architecture = built.choices.map(({ operations }) => Math.min(operation, operations.length - 1))
      const held = [...built.used(architecture)].reduce((sum, name) => sum + (layout.entries.get(name)?.size ?? NaN), 0)
      expect(built.parameters(architecture)).toBe(held - 10)
    }
  })

  it('learns: the loss of a few images falls', async () => {
    const few: TrainConfig = { ...small.config, space: config, batch: 20, trainImages: 20, augment: { flip: false, cropPadding: 0 }, optimizer: { ...small.config.optimizer, lr: 0.1 }, length: { steps: 60 } }
    const { rows } = await train({ ...small, config: few })
    const loss = (part: typeof rows): number => part.reduce((sum, row) => sum + row.loss, 0) / part.length
    expect(loss(rows.slice(-15))).toBeLessThan(loss(rows.slice(0, 15)) - 0.1)
  })
})
