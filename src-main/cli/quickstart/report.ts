import { truthTitles } from '../../../src-contract/domain/choice-texts'
import { truthIds } from '../../../src-contract/domain/choices'
import type { RankingSummary } from '../../../src-contract/domain/ranking'
import type { RunRecord } from '../../../src-contract/domain/run'
import { rankingFields } from '../output/describe-ranking'
import { formatCorrelation, formatSeconds, formatTable } from '../output/format'
import type { QuickstartScale } from './scale'

export interface Trained {
  readonly title: string
  readonly run: RunRecord
  readonly ranking: RankingSummary
}

export function quickstartFields(dataset: string, trained: readonly Trained[], seconds: number): object {
  const runs = trained.map(({ title, run, ranking }) => ({
    title,
    run: run.id,
    state: run.state,
    steps: run.steps,
    trainSeconds: run.seconds,
    weightsSha256: run.weightsSha256,
    ...rankingFields(ranking),
  }))
  return { dataset, runs, seconds }
}

export function describeQuickstart(trained: readonly Trained[], seconds: number, { training }: QuickstartScale): string {
  const table = formatTable(
    ['supernet', 'score', ...truthIds.map((truth) => `τ ${truthTitles[truth]}>`), 'ranked first>', ...truthIds.map((truth) => `its true % ${truthTitles[truth]}>`), 'trained in>'],
    [
      ...trained.flatMap(({ title, run, ranking }) =>
        (['accuracy', 'loss'] as const).map((score) => {
          const first = score === 'accuracy' ? ranking.top1.byAccuracy : ranking.top1.byLoss
          return [
            title,
            score,
            ...truthIds.map((truth) => formatCorrelation(ranking.figures?.[truth][score].kendallTau)),
            String(first.index),
            ...truthIds.map((truth) => first.truth?.[truth].toFixed(2) ?? '–'),
            formatSeconds(run.seconds),
          ]
        }),
      ),
      ['(parameter count)', 'floor', ...truthIds.map((truth) => formatCorrelation(trained[0]?.ranking.figures?.[truth].parameters.kendallTau)), '', '', '', '', ''],
      ['(best in the table)', 'optimum', '', '', '', '', ...truthIds.map((truth) => trained[0]?.ranking.top1.optimum?.[truth].toFixed(2) ?? '–'), ''],
    ],
  )
  const remark = belowFloor(trained)
  const [baseline, ours] = trained.map(({ run }) => run.id)
  return `
${table}

τ is Kendall's rank correlation between the supernet's score and the true accuracy of ${trained[0]?.ranking.architectures ?? 0} architectures of
NAS-Bench-201, and "ranked first" the index of the one that it puts first. All of it took ${formatSeconds(seconds)}.
${remark === null ? '' : `\n${remark}\n`}
This scale shows the tool and does not reproduce the paper: the supernets are tiny (C = ${training.channels}, N = ${training.cells}) and see a few thousand
images ${training.epochs === 1 ? 'once' : `${training.epochs} times`}. These figures do not say which method is better: each is of one seed, and at this scale another seed
alone moves τ by about .1. The paper trains C = 16, N = 5 for 250 epochs on 25,000 images and averages three seeds.

What next
  studio runs                                    all runs of the history
  studio show ${(ours ?? 'RUN').padEnd(34)} one of them, with all figures
  studio export ${`${baseline ?? 'RUN'} --csv results`.padEnd(32)} its metrics and ranking as CSV
  studio dataset add FOLDER                      your own images
  studio train --dataset NAME --rate calr --momentum separated --epochs 250
  studio verify                                  does this machine compute right?
(In a clone, "studio" is "npm run --silent studio --".)`.trim()
}

/** What the figures say where no supernet orders better than counting parameters does; CIFAR-10 is what they trained on. */
export function belowFloor(trained: readonly Trained[]): string | null {
  const figures = trained.flatMap(({ ranking }) => ranking.figures?.cifar10 ?? [])
  const floor = figures[0]?.parameters.kendallTau ?? null
  if (floor === null || figures.some(({ accuracy, loss }) => [accuracy, loss].some(({ kendallTau }) => (kendallTau ?? -1) >= floor))) return null
  return `Both supernets lie below what counting parameters gives (τ ${formatCorrelation(floor)} on CIFAR-10): at this scale they do not order
architectures yet.`
}
