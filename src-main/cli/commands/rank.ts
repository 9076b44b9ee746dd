import { Option } from 'commander'
import { existsSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { rankingSettings } from '../../../src-contract/domain/ranking-request'
import { StudioError } from '../../../src-contract/errors'
import { createSearchSpace } from '../../../src-contract/search-space/registry'
import { rankRun } from '../../jobs/rank-run'
import type { Studio } from '../../jobs/studio'
import { finish, listenerOf, stoppedOr, withStudio, type CommandContext, type Outcome } from '../context'
import { describeUse, needed } from '../help'
import { tableFileOf } from '../../../src-contract/domain/ranking-view'
import { mapPages, writeCsv } from '../../system/csv-file'
import { describeRanking, rankingFields } from '../output/describe-ranking'
import { formatSeconds } from '../output/format'
import { parseArchitectureWish, resolveWish, type ArchitectureWish } from '../parse/architectures'
import { settingOption } from '../parse/number-option'
import type { AddCommand } from './command'
import { addRankImport } from './rank-import'

interface RankOptions {
  readonly architectures?: ArchitectureWish
  readonly images?: number
  readonly batch?: number
  readonly seed?: number
  readonly csv?: string
  readonly estimate?: boolean
}

export const addRank: AddCommand = (parent, run) => {
  const command = parent
    .command('rank')
    .summary('rank architectures with a trained supernet, or judge scores made elsewhere')
    .description('Evaluates architectures with the weights of the newest checkpoint, compares their order with the table of true accuracies and keeps the table in the history. Interrupted, the same command goes on where it ended.')
    .argument('<run>', 'id (or its beginning) or name of the run')
    .addOption(
      new Option('--architectures <which>', 'needed: paper-subset (the 327), all, random:N, or a file with one a line: an index, a string or a JSON list; # comments')
        .argParser(parseArchitectureWish),
    )
    .addOption(settingOption('--images <images>', rankingSettings.images))
    .addOption(settingOption('--batch <images>', rankingSettings.batch))
    .addOption(settingOption('--seed <seed>', rankingSettings.seed))
    .option('--csv <file>', 'also write the table of architectures to this file')
    .option('--estimate', 'only estimate how long it takes')
    .action((key: string, options: RankOptions) => run((context) => withStudio(context, (studio) => rank(context, studio, key, options))))
  addRankImport(command, run)
  describeUse(
    command,
    ['rank k3fj --architectures paper-subset', 'rank k3fj --architectures all --images 5000 --csv all.csv', 'rank k3fj --architectures all --estimate', 'rank import scores.csv'],
    '{"run","architectures","images","kendallTau":{"cifar10","cifar100","imagenet16"},"spearman","pearson","pAtTop","top1","byLoss":{…}}',
  )
}

async function rank(context: CommandContext, studio: Studio, key: string, options: RankOptions): Promise<Outcome> {
  const { terminal } = context
  const wish = needed(options.architectures, '--architectures')
  if (options.estimate === true && options.csv !== undefined) throw new StudioError('bad-argument', '--csv and --estimate: an estimate has no table to write; give one of them.')
  // Said now and not after hours of ranking.
  if (options.csv !== undefined && !existsSync(dirname(resolve(options.csv)))) {
    throw new StudioError('file-missing', `--csv: there is no folder ${dirname(resolve(options.csv))}.`)
  }
  const { config } = await studio.history.run(key)
  const subset = resolveWish(wish, createSearchSpace(config.space, config.classes))
  const request = { run: key, subset, images: options.images, batch: options.batch ?? rankingSettings.batch.default, seed: options.seed ?? rankingSettings.seed.default }
  const started = await rankRun(studio, request, options.estimate ?? false, listenerOf(context))
  const result = await finish(context, started)
  const { id } = started.run
  if (started.rankingId === null) {
    terminal.result({ run: id, estimateSeconds: result.estimateSeconds }, () => `About ${formatSeconds(result.estimateSeconds)}.`)
    return stoppedOr(result.state)
  }
  if (result.summary === null) {
    terminal.result({ run: id, ranking: started.rankingId, state: result.state }, () => 'Stopped; the same command goes on with what is already evaluated.')
    return stoppedOr(result.state)
  }
  const { summary } = result
  let written = ''
  if (options.csv !== undefined) {
    const file = resolve(options.csv)
    await writeCsv(file, tableFileOf.run.columns, mapPages(studio.history.rankingRows(started.rankingId), tableFileOf.run.cells))
    written = `\n\nTable written to ${file}`
  }
  terminal.result(
    { run: id, ranking: started.rankingId, state: result.state, checkpointStep: result.checkpointStep, ...rankingFields(summary) },
    () => `Ranking ${started.rankingId ?? ''} of run ${id}, checkpoint of step ${result.checkpointStep}\n${describeRanking(summary)}${written}`,
  )
  return stoppedOr(result.state)
}
