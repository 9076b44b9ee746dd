import type { StudyResult } from '../../src-contract/study/study'

/** The first figure in which two results differ, null where there is none. Times may differ: they say nothing about a run. */
export function differingFigure({ figures: one }: StudyResult, { figures: two }: StudyResult): string | null {
  return [...new Set([...Object.keys(one), ...Object.keys(two)])].find((key) => key !== 'seconds' && (one[key] ?? null) !== (two[key] ?? null)) ?? null
}
