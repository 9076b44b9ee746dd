import { InvalidArgumentError, Option } from 'commander'
import { costTexts, searchMethodTexts } from '../../../src-contract/domain/choice-texts'
import { costIds, searchMethodIds, truthIds, type CostId, type SearchMethodId } from '../../../src-contract/domain/choices'
import { searchSettings, type SearchRequest, type SearchSettingId } from '../../../src-contract/domain/search-request'
import { StudioError } from '../../../src-contract/errors'
import type { Studio } from '../../jobs/studio'
import { searchOption } from '../../jobs/search-config'
import { searchRun } from '../../jobs/search-run'
import { listenerOf, withStudio, type CommandContext, type Outcome } from '../context'
import { followSearch } from '../follow-search'
import { describeUse, needed } from '../help'
import { settingOption } from '../parse/number-option'
import type { AddCommand } from './command'
import { addSearchCommands } from './search-history'

interface SearchOptions extends Partial<Record<SearchSettingId, number>> {
  readonly method?: SearchMethodId
  readonly scorer?: SearchRequest['scorer']
  readonly score?: 'accuracy' | 'loss'
  readonly cost?: CostId
}

const numbers = [
  ['population', 'n'], ['generations', 'n'], ['parents', 'n'], ['mutations', 'n'], ['crossovers', 'n'], ['mutationProbability', 'p'], ['evaluations', 'n'],
  ['maxParameters', 'n'], ['maxMultiplyAdds', 'n'], ['maxLatency', 'ms'], ['latencyBatch', 'images'], ['images', 'images'], ['batch', 'images'], ['seed', 'seed'],
] as const satisfies readonly (readonly [SearchSettingId, string])[]

export const addSearch: AddCommand = (parent, run) => {
  const list = (texts: Readonly<Record<string, { readonly title: string; readonly meaning: string }>>): string => Object.entries(texts).map(([id, { meaning }]) => `${id}: ${meaning}`).join('; ')
  const command = parent
    .command('search')
    .summary('find the best architectures with a trained supernet')
    .description('Searches the space of a run with the weights of its newest checkpoint as scorer, within limits, and keeps every architecture that it looked at in the history. Interrupted, `studio search resume` goes on with it.')
    .argument('<run>', 'id (or its beginning) or name of the run')
    .addOption(new Option('--method <method>', `needed: ${list(searchMethodTexts)}`).choices(searchMethodIds))
    .addOption(new Option('--scorer <scorer>', `supernet, or the test accuracies of the table of true accuracies: table:${truthIds.join(', table:')} (with -valid behind it: validation accuracies) [supernet]`).argParser(parseScorer))
    .addOption(new Option('--score <score>', 'what the supernet is asked for on the held-out images [accuracy]').choices(['accuracy', 'loss']))
    .addOption(new Option('--cost <cost>', `of --method nsga2, against the score: ${list(costTexts)} [parameters]`).choices(costIds))
  for (const [id, value] of numbers) command.addOption(settingOption(`${searchOption(id)} <${value}>`, searchSettings[id]))
  command.action((key: string, options: SearchOptions) => run((context) => withStudio(context, (studio) => search(context, studio, key, options))))
  addSearchCommands(command, run)
  describeUse(
    command,
    ['search k3fj --method evolution --max-parameters 500000', 'search k3fj --method nsga2 --cost latency --score loss', 'search k3fj --method random --evaluations 500 --scorer table:cifar100', 'search resume p7ab'],
    '{"search","run","state","config","candidates","evaluations","seconds","best":{…},"optimum","improvements":[…],"front":{"cost","candidates":[…]}}',
  )
}

async function search(context: CommandContext, studio: Studio, key: string, { method, scorer, score, cost, ...settings }: SearchOptions): Promise<Outcome> {
  if (scorer?.kind === 'table' && score !== undefined) throw new StudioError('bad-argument', '--score is of the supernet as scorer; the table holds accuracies only.')
  const request: SearchRequest = { run: key, method: needed(method, '--method'), scorer: scorer?.kind === 'table' ? scorer : { kind: 'supernet', score: score ?? 'accuracy' }, cost, ...settings }
  return followSearch(context, studio, await searchRun(studio, request, listenerOf(context)))
}

function parseScorer(text: string): SearchRequest['scorer'] {
  if (text === 'supernet') return { kind: 'supernet', score: 'accuracy' }
  const [, name, valid] = /^table:([a-z0-9]+?)(-valid)?$/.exec(text) ?? []
  const truth = truthIds.find((id) => id === name)
  if (truth === undefined) throw new InvalidArgumentError(`"${text}" is no scorer: give supernet or one of ${truthIds.map((id) => `table:${id}`).join(', ')}, or one of those with -valid behind it.`)
  return { kind: 'table', truth, split: valid === undefined ? 'test' : 'valid' }
}
