import { truthTitles } from '../../../src-contract/domain/choice-texts'
import { truthIds } from '../../../src-contract/domain/choices'
import type { TrackedPoint } from '../../../src-contract/domain/tracking'
import { rankingFields } from './describe-ranking'
import { formatCorrelation, formatFigure, formatTable } from './format'

/** A tracked point under the names of a ranking's figures. */
export function trackedFields({ step, stage, epoch, summary, statistics }: TrackedPoint): object {
  return { step, stage, epoch, ...rankingFields(summary), statistics }
}

const shown = 12

/** The last points, by loss: the score that orders best with few images. */
export function describeTracking(points: readonly TrackedPoint[]): string {
  const last = points.slice(-shown)
  const hasTruth = last.some(({ summary }) => summary.figures !== null)
  const head = `Tracked architectures, scored by loss${points.length > shown ? ` (the last ${shown} of ${points.length} points)` : ''}`
  const place = ({ epoch, stage, summary }: TrackedPoint): string[] => [formatFigure(epoch), stage === null ? 'all' : String(stage), String(summary.architectures)]
  const figures = ({ summary }: TrackedPoint): string[] =>
    truthIds.flatMap((truth) => {
      const found = summary.figures?.[truth]
      return found === undefined ? ['–', '–'] : [formatCorrelation(found.loss.kendallTau), formatCorrelation(found.loss.complexityBias)]
    })
  const own = ({ statistics: { loss, accuracy } }: TrackedPoint): string[] => [formatFigure(loss.mean), formatFigure(accuracy.mean), formatCorrelation(loss.rhoParameters)]
  const titles = hasTruth ? truthIds.flatMap((truth) => [`τ ${truthTitles[truth]}>`, 'bias>']) : []
  const table = formatTable(
    ['epoch>', 'stage', 'architectures>', ...titles, 'mean loss>', 'mean accuracy>', 'ρ size>'],
    last.map((point) => [...place(point), ...(hasTruth ? figures(point) : []), ...own(point)]),
  )
  const without = hasTruth ? '' : '\nThis space has no table of true accuracies: how well the scores order the architectures is not known.'
  return `${head}\n${table}${without}`
}
