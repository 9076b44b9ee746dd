import type { TrainConfig } from '../../src-contract/domain/run'
import { StudioError } from '../../src-contract/errors'
import { runSchedule, stepsOfStage } from '../../src-contract/run-schedule'
import type { SearchSpace } from '../../src-contract/search-space/search-space'

export interface SearchedOperations {
  /** Operations of each choice that a search may use. */
  readonly operations: readonly (readonly number[])[]
  /** What the user should know about them. */
  readonly notes: readonly string[]
}

/**
 * All operations; of a run with sub-supernets only those of the stage choice whose sub-supernet was trained by that step
 * (all of them where no weights are needed). Throws 'checkpoint-missing' where none was.
 */
export function searchedOperations(config: TrainConfig, space: SearchSpace, step: number | null): SearchedOperations {
  const every = space.choices.map(({ operations }) => [...operations.keys()])
  const { stages } = config
  if (stages === undefined || step === null) return { operations: every, notes: [] }
  const schedule = runSchedule(config)
  const trained = (every[stages.choice] ?? []).map((stage) => stepsOfStage(schedule, stage, step))
  const usable = [...trained.keys()].filter((stage) => (trained[stage] ?? 0) > 0)
  const { name = '', operations = [] } = space.choices[stages.choice] ?? {}
  if (usable.length === 0) throw new StudioError('checkpoint-missing', `No sub-supernet of the run is trained yet at step ${step}: train it first.`)
  const notes: string[] = []
  if (usable.length < trained.length) {
    notes.push(`The search stays among architectures with ${usable.map((stage) => operations[stage] ?? String(stage)).join(' or ')} on ${name}: the other sub-supernets are not trained.`)
  }
  const lengths = usable.map((stage) => trained[stage] ?? 0)
  if (Math.min(...lengths) < Math.max(...lengths)) {
    notes.push(`Sub-supernets are trained for ${Math.min(...lengths)} to ${Math.max(...lengths)} steps at step ${step}: their scores are not alike until the run is finished.`)
  }
  return { operations: every.with(stages.choice, usable), notes }
}
