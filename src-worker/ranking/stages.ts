/** What a run with several sub-supernets (FSNAS) changes about a ranking; nothing for all others. */
import type { TrainConfig } from '../../src-contract/domain/run'
import { StudioError } from '../../src-contract/errors'
import { runSchedule, stageOf, stepsOfStage } from '../../src-contract/run-schedule'
import { createSearchSpace } from '../../src-contract/search-space/registry'
import type { Architecture, SearchSpace } from '../../src-contract/search-space/search-space'

/** The space of a run; two live graphs are only alike where the same sub-supernet evaluates them. */
export function rankedSpace(config: TrainConfig): SearchSpace {
  const space = createSearchSpace(config.space, config.classes)
  if (config.stages === undefined) return space
  return { ...space, liveKey: (architecture) => `${stageOf(config, architecture)}:${space.liveKey(architecture)}` }
}

/**
 * Refuses architectures whose sub-supernet was not trained by that step. A sentence where sub-supernets were trained for
 * different lengths, so that their scores are not alike; null where all were trained alike.
 */
export function checkStages(config: TrainConfig, architectures: readonly Architecture[], step: number): string | null {
  if (config.stages === undefined) return null
  const schedule = runSchedule(config)
  const used = [...new Set(architectures.map((architecture) => stageOf(config, architecture)))]
  const trained = used.map((stage) => stepsOfStage(schedule, stage, step))
  const missing = used.filter((_, i) => trained[i] === 0)
  const choice = createSearchSpace(config.space, config.classes).choices[config.stages.choice]
  if (missing.length > 0) {
    const names = missing.sort((a, b) => a - b).map((stage) => choice?.operations[stage] ?? String(stage))
    const remedy = config.stages.only === null ? 'train the run to its end, or rank a list without them' : 'rank a list without them, or train a run of all stages'
    throw new StudioError('checkpoint-missing', `The sub-supernets of ${names.join(', ')} on ${choice?.name ?? ''} are not trained yet at step ${step}: ${remedy}.`)
  }
  return new Set(trained).size === 1 ? null : `Sub-supernets are trained for ${Math.min(...trained)} to ${Math.max(...trained)} steps at step ${step}: their scores are not alike until the run is finished.`
}
