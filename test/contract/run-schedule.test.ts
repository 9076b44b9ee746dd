import { describe, expect, it } from 'vitest'
import { runSchedule, stageOf, stepsOfStage } from '../../src-contract/run-schedule'
import { exampleConfig } from '../helpers/history-records'

const config = { ...exampleConfig, length: { epochs: 3 }, trainImages: 640, batch: 64 }

describe('the stages of a run', () => {
  it('are one where the method has one supernet', () => {
    expect(runSchedule(config)).toEqual({ stages: [0], stageSteps: 30, totalSteps: 30 })
    expect(stageOf(config, [4, 3, 2, 1, 0, 0])).toBe(0)
  })

  it('are one for each operation of the stage choice, each as long as the configuration says', () => {
    const staged = { ...config, stages: { choice: 1, only: null } }
    const schedule = runSchedule(staged)
    expect(schedule).toEqual({ stages: [0, 1, 2, 3, 4], stageSteps: 30, totalSteps: 150 })
    expect(stageOf(staged, [4, 3, 2, 1, 0, 0])).toBe(3)
    expect([0, 1, 2].map((stage) => stepsOfStage(schedule, stage, 37))).toEqual([30, 7, 0])
  })

  it('are one of them where only that is wanted', () => {
    const schedule = runSchedule({ ...config, stages: { choice: 1, only: 3 } })
    expect(schedule).toEqual({ stages: [3], stageSteps: 30, totalSteps: 30 })
    expect([3, 4].map((stage) => stepsOfStage(schedule, stage, 12))).toEqual([12, 0])
  })
})
