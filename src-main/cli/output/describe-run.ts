import type { ArchitectureSubset, RankingRecord } from '../../../src-contract/domain/ranking'
import { truthIds } from '../../../src-contract/domain/choices'
import type { AugmentConfig, CheckpointRecord, RunRecord, TrainConfig } from '../../../src-contract/domain/run'
import type { TrackedPoint } from '../../../src-contract/domain/tracking'
import { describeSpace } from '../../../src-contract/search-space/space-config'
import { describeTracking } from './describe-tracking'
import { formatBytes, formatCorrelation, formatCount, formatFigure, formatPairs, formatSeconds, formatTable, formatTime, printable } from './format'

/** @param datasetName null where the data set was removed */
export function describeRun(run: RunRecord, datasetName: string | null, checkpoints: readonly CheckpointRecord[], rankings: readonly RankingRecord[], tracked: readonly TrackedPoint[]): string {
  const { versions } = run
  const sections = [
    formatPairs([
      ['run', `${printable(run.name)} (${run.id})`],
      ['state', run.error === null ? run.state : `${run.state}: ${printable(run.error.message)} [${run.error.code}]`],
      ['steps', `${run.steps} of ${run.totalSteps}, ${formatSeconds(run.seconds)}`],
      run.finalLoss === null ? ['last loss', formatFigure(run.lastLoss)] : ['final loss', formatFigure(run.finalLoss)],
      ['weights', run.weightsSha256 ?? '–'],
      ['begun', `${formatTime(run.createdAt)} UTC${run.endedAt === null ? '' : `, ended ${formatTime(run.endedAt)} UTC`}`],
      ['made with', `Studio ${versions.studio}, TensorFlow ${versions.tensorflow}, tfjs ${versions.tfjs}, Electron ${versions.electron}`],
    ]),
    `Configuration\n${formatPairs(configPairs(run.config, datasetName))}`,
  ]
  if (checkpoints.length > 0) {
    const rows = checkpoints.slice(-3).map((each) => [String(each.step), formatBytes(each.bytes), each.weightsSha256.slice(0, 16), printable(each.path)])
    sections.push(`Last checkpoints\n${formatTable(['step>', 'size>', 'weights', 'path'], rows)}`)
  }
  if (rankings.length > 0) sections.push(`Rankings (Kendall τ by accuracy / by loss)\n${rankingTable(rankings)}`)
  if (tracked.length > 0) sections.push(describeTracking(tracked))
  const broken = rankings.flatMap(({ id, state, error }) => (error === null ? [] : [`Ranking ${id} ${state === 'failed' ? 'failed' : 'was interrupted'}: ${printable(error.message)} [${error.code}]`]))
  if (broken.length > 0) sections.push(broken.join('\n'))
  return sections.join('\n\n')
}

function configPairs(config: TrainConfig, datasetName: string | null): [string, string][] {
  const { space, rate, momentum, stages, optimizer, augment, length, tracking } = config
  const rateText = rate.id === 'calr' ? `calr, γmax ${rate.gammaMax}` : rate.id === 'fixed' ? `fixed, γ ${rate.gamma}` : rate.id
  const split = momentum.id !== 'shared' ? `, split choice ${momentum.splitChoice ?? 'not drawn yet'}` : ''
  const stagesText = stages === undefined ? '' : `, stages by choice ${stages.choice}${stages.only === null ? '' : `, only operation ${stages.only}`}`
  return [
    ['data set', `${datasetName === null ? `${config.datasetId} (removed)` : `${printable(datasetName)} (${config.datasetId})`}, side ${config.imageSize}, ${formatCount(config.classes, 'class', 'classes')}`],
    ['images', `${config.trainImages} to train, ${config.validImages} held out`],
    ['space', `${space.id}, ${describeSpace(space)}`],
    ['method', `${config.method}, sampler ${config.sampler}${stagesText}`],
    ['rate', `${rateText}, from ${optimizer.lr}`],
    ['momentum', `${momentum.id}${split}, ${optimizer.momentum}`],
    ['weights', `decay ${optimizer.weightDecay}, clip ${optimizer.clipNorm === 0 ? 'none' : optimizer.clipNorm}, inactive ${config.inactive}`],
    ['augmentation', describeAugment(augment)],
    ['length', `${'steps' in length ? formatCount(length.steps, 'step') : formatCount(length.epochs, 'epoch')} of batch ${config.batch}${stages === undefined ? '' : ', each stage'}`],
    ['tracking', tracking === undefined ? 'none' : `every ${formatCount(tracking.every, 'epoch')} ${subsetText(tracking.subset)} on ${formatCount(tracking.images, 'held-out image')}`],
    ['seed', String(config.seed)],
    ['runtime', `${formatCount(config.runtime.threads, 'thread')}, oneDNN ${config.runtime.oneDnn ? 'on' : 'off'}`],
  ]
}

function rankingTable(rankings: readonly RankingRecord[]): string {
  return formatTable(
    ['ranking', 'state', 'which', 'architectures>', 'images>', 'step>', ...truthIds.map((truth) => `${truth}>`)],
    rankings.map(({ id, state, config, checkpointStep, summary }) => [
      id,
      state,
      subsetText(config.subset),
      summary === null ? '–' : String(summary.architectures),
      String(config.images),
      String(checkpointStep),
      ...truthIds.map((truth) => {
        const figures = summary?.figures?.[truth]
        return figures === undefined ? '–' : `${formatCorrelation(figures.accuracy.kendallTau)} / ${formatCorrelation(figures.loss.kendallTau)}`
      }),
    ]),
  )
}

function subsetText(subset: ArchitectureSubset): string {
  if (subset.kind === 'random') return `random:${subset.count}`
  return subset.kind === 'list' ? printable(subset.source) : subset.kind
}

function describeAugment({ flip, cropPadding, leastArea, jitter }: AugmentConfig): string {
  const mirrored = flip ? 'flip' : 'no flip'
  if (leastArea === undefined) return `${mirrored}, ${cropPadding > 0 ? `crop with padding ${cropPadding}` : 'no crop'}`
  return `${mirrored}, ${leastArea > 0 ? `resized crop of at least ${leastArea} of the picture` : 'central part'}, ${jitter === undefined || jitter === 0 ? 'no jitter' : `jitter ${jitter}`}`
}
