/** `studio rank import …`: scores made elsewhere, judged and kept like the rankings of a supernet. */
import { Option } from 'commander'
import { builtInSpaceIds, type BuiltInSpaceId } from '../../../src-contract/domain/choices'
import { defaultSpace } from '../../../src-contract/search-space/space-config'
import { importScores } from '../../jobs/import-scores'
import { finish, listed, listenerOf, withReader, withStudio } from '../context'
import { describeUse } from '../help'
import { describeImported, importedFields } from '../output/describe-imported'
import { formatCorrelation, formatTable, formatTime, printable } from '../output/format'
import { readText } from '../../system/read-text'
import type { AddCommand } from './command'

export const addRankImport: AddCommand = (rank, run) => {
  addImport(rank, run)
  addList(rank, run)
  addShow(rank, run)
  addRemove(rank, run)
}

interface ImportOptions {
  readonly name?: string
  readonly space?: BuiltInSpaceId
  readonly scoreHigherBetter?: boolean
  readonly scoreLowerBetter?: boolean
}

const addImport: AddCommand = (rank, run) => {
  const command = rank
    .command('import')
    .summary('judge scores made elsewhere')
    .description('Reads a CSV file with an architecture (index, string, or JSON list in quotes) and a score on each line, judges the order as that of a supernet, and keeps it in the history as a ranking without a run. A first line of names is optional; with it the columns "index" or "architecture" and "score" count.')
    .argument('<file>', 'CSV file')
    .option('--name <name>', "name in the history; the file's name when left out")
    .addOption(new Option('--space <space>', `search space of the architectures [${defaultSpace}]`).choices(builtInSpaceIds))
    .addOption(new Option('--score-higher-better', 'a high score is a good one (so it is when left out)').conflicts('scoreLowerBetter'))
    .addOption(new Option('--score-lower-better', 'a low score is a good one, such as a loss'))
    .action((path: string, options: ImportOptions) =>
      run((context) =>
        withStudio(context, async (studio) => {
          const request = { name: options.name ?? '', source: path, text: readText(path), better: options.scoreLowerBetter === true ? 'low' : 'high', space: options.space ?? defaultSpace } as const
          const ranking = await finish(context, importScores(studio, request, listenerOf(context)))
          context.terminal.result(importedFields(ranking), () => describeImported(ranking))
          return undefined
        }),
      ),
    )
  describeUse(command, ['rank import zero-cost.csv --name synflow', 'rank import losses.csv --score-lower-better'], '{"ranking","name","space","better","architectures","kendallTau":{…},…,"first","floors"}')
}

const addList: AddCommand = (rank, run) => {
  const command = rank.command('list').summary('all scores that were imported').description('Lists the rankings that were imported, newest first. Those of a run stand with it: studio show RUN.').action(() =>
    run(async (context) => {
      const rankings = await listed(context, (history) => history.importedRankings())
      context.terminal.result({ rankings: rankings.map(importedFields) }, () => {
        if (rankings.length === 0) return 'No scores yet. Import some: studio rank import FILE.csv'
        return formatTable(
          ['id', 'name', 'space', 'better', 'architectures>', 'τ CIFAR-10>', 'bias>', 'imported (UTC)'],
          rankings.map(({ id, name, space, better, createdAt, summary }) => [
            id, printable(name), space.id, better, String(summary.architectures), formatCorrelation(summary.figures?.cifar10.score.kendallTau), formatCorrelation(summary.figures?.cifar10.score.complexityBias), formatTime(createdAt),
          ]),
        )
      })
      return undefined
    }),
  )
  describeUse(command, ['rank list', 'rank list --json'], '{"rankings":[…]}')
}

const addShow: AddCommand = (rank, run) => {
  const command = rank
    .command('show')
    .summary('one of them with all its figures')
    .description('Shows scores that were imported, with every figure.')
    .argument('<ranking>', 'id (or its beginning) or name')
    .action((key: string) =>
      run((context) =>
        withReader(context, async (history) => {
          const ranking = await history.importedRanking(key)
          context.terminal.result(importedFields(ranking), () => describeImported(ranking))
          return undefined
        }),
      ),
    )
  describeUse(command, ['rank show synflow'], 'as of rank import')
}

const addRemove: AddCommand = (rank, run) => {
  const command = rank
    .command('remove')
    .summary('delete imported scores')
    .description('Removes imported scores from the history. The file they came from is not touched.')
    .argument('<ranking>', 'id (or its beginning) or name')
    .action((key: string) =>
      run((context) =>
        withStudio(context, async ({ history }) => {
          const { id, name } = await Promise.resolve(history.removeImportedRanking(key))
          context.terminal.result({ ranking: id, name }, () => `Removed ${printable(name)} (${id}).`)
          return undefined
        }),
      ),
    )
  describeUse(command, ['rank remove synflow'], '{"ranking","name"}')
}
