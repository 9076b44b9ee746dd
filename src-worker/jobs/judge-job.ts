import type { ImportedRow, ImportedSummary } from '../../src-contract/domain/imported-ranking'
import { StudioError } from '../../src-contract/errors'
import { parseScores } from '../../src-contract/search-space/parse-scores'
import { createSearchSpace } from '../../src-contract/search-space/registry'
import { compareArchitectures } from '../../src-contract/search-space/search-space'
import type { JudgeJob, JudgeResult } from '../../src-contract/worker-protocol'
import { floorOf } from '../ranking/figures'
import { loadGroundTruth } from '../ranking/ground-truth'
import { architectureFacts, byTruth, figuresOf, firstBy } from '../ranking/summary'
import type { JobContext } from './job-context'

/** Holds scores made elsewhere against the table of their space, with the figures of every ranking. */
export async function runJudgeJob({ space: config, classes, imageSize, source, text, better }: JudgeJob, context: JobContext): Promise<JudgeResult> {
  const space = createSearchSpace(config, classes)
  const truth = await loadGroundTruth(config.id)
  const scored = parseScores(text, source, space).sort((a, b) => compareArchitectures(a.architecture, b.architecture))
  await context.turn()
  if (context.stopRequested) throw new StudioError('stopped', `The judging of ${source} was stopped.`)
  const rows = scored.map(({ architecture, score }): ImportedRow => ({ ...architectureFacts(space, architecture, imageSize, truth), score }))
  const scoreOf = (row: ImportedRow): number => (better === 'high' ? row.score : -row.score)
  const summary: ImportedSummary = {
    architectures: rows.length,
    figures:
      truth === null
        ? null
        : byTruth((id) => {
            const of = figuresOf(rows, id)
            return { score: of(scoreOf), parameters: of(floorOf.parameters), multiplyAdds: of(floorOf.multiplyAdds) }
          }),
    first: firstBy(rows, scoreOf),
    optimum: truth?.optimum ?? null,
  }
  return { kind: 'judge', rows, summary }
}
