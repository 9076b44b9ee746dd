import { expect, test } from 'vitest'
import { spaceConfig } from '../../../src-contract/search-space/space-config'
import { runBenchCostJob } from '../../../src-worker/jobs/bench-cost-job'
import { constantCount } from '../../../src-worker/tensor/kernels'
import { tensorCount } from '../../../src-worker/tensor/tensors'
import { quietContext } from '../../helpers/job-context'

const small = [spaceConfig({ channels: 2, cells: 1 }), spaceConfig({ space: 'mobilenet', width: 0.1, blocks: [2, 1, 1, 1, 1, 1], strides: [2, 2, 2, 1, 1, 1, 1] })]

test('momentum separation takes one more set of buffers for each group but the first, CaLR nothing', async () => {
  const before = tensorCount() - constantCount()
  const { spaces } = await runBenchCostJob({ kind: 'bench-cost', spaces: small, steps: 1, threads: 1 }, quietContext)
  expect(spaces.map(({ groups }) => groups)).toEqual([5, 7])
  for (const { arms, groups, weightBytes } of spaces) {
    const [plain = NaN, calr = NaN, separated = NaN, both = NaN, control = NaN] = arms.map(({ stateBytes }) => stateBytes)
    expect(calr).toBe(plain)
    expect(separated - plain).toBe((groups - 1) * weightBytes)
    expect(both).toBe(separated)
    expect(control).toBe(separated)
  }
  expect(tensorCount() - constantCount()).toBe(before)
})
