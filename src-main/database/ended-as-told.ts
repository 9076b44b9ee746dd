import type { RunState } from '../../src-contract/domain/choices'

/** Whether a run ended with all it has to tell: an interrupted or failed one may lack rows of its last seconds. */
export function endedAsTold({ state, error }: { readonly state: RunState; readonly error: object | null }): boolean {
  return state === 'finished' || state === 'stopped' || (state === 'paused' && error === null)
}
