/** `studio search …`: what is done with searches that were begun. */
import { resolve } from 'node:path'
import { searchMethodTexts } from '../../../src-contract/domain/choice-texts'
import { resumeSearch } from '../../jobs/search-run'
import { writeSearch } from '../../jobs/write-search'
import { listed, listenerOf, withReader, withStudio } from '../context'
import { candidatesOf, followSearch, spaceOf } from '../follow-search'
import { describeUse, needed } from '../help'
import { describeScorer, describeSearch, percent, searchFields } from '../output/describe-search'
import { formatFigure, formatSeconds, formatTable, formatTime, printable } from '../output/format'
import type { AddCommand } from './command'

export const addSearchCommands: AddCommand = (search, run) => {
  addResume(search, run)
  addList(search, run)
  addShow(search, run)
  addExport(search, run)
  addRemove(search, run)
}

const argument = ['<search>', 'id (or its beginning)'] as const

const addResume: AddCommand = (search, run) => {
  const command = search
    .command('resume')
    .summary('go on with a stopped, interrupted or failed search')
    .description('Goes on after the last stored architecture; it ends with the architectures of a search that was never interrupted (with a latency limit: as far as this machine measures alike).')
    .argument(...argument)
    .action((id: string) => run((context) => withStudio(context, async (studio) => followSearch(context, studio, await resumeSearch(studio, id, listenerOf(context))))))
  describeUse(command, ['search resume p7ab'], 'as of search')
}

const addList: AddCommand = (search, run) => {
  const command = search.command('list').summary('all searches').description('Lists the searches of all runs, newest first; also while one is under way.').action(() =>
    run(async (context) => {
      const searches = await listed(context, async (history) => {
        const names = new Map((await history.runs()).map(({ id, name }) => [id, name]))
        return (await history.searches()).map((record) => ({ record, runName: names.get(record.runId) ?? record.runId }))
      })
      const fields = searches.map(({ record: { id, runId, ...record } }) => ({ search: id, run: runId, ...record }))
      context.terminal.result({ searches: fields }, () => {
        if (searches.length === 0) return 'No search yet. Begin one: studio search RUN --method evolution'
        return formatTable(
          ['search', 'run', 'state', 'method', 'score', 'looked at>', 'best accuracy>', 'loss>', 'time>', 'begun (UTC)'],
          searches.map(({ record: { id, state, config, candidates, summary, seconds, createdAt }, runName }) => [
            id, printable(runName), state, searchMethodTexts[config.method.id].title, describeScorer(config), String(candidates), percent(summary?.best.accuracy ?? null), formatFigure(summary?.best.loss), formatSeconds(seconds), formatTime(createdAt),
          ]),
        )
      })
      return undefined
    }),
  )
  describeUse(command, ['search list', 'search list --json'], '{"searches":[{"search","run","state","config","candidates","summary",…}]}')
}

const addShow: AddCommand = (search, run) => {
  const command = search
    .command('show')
    .summary('one search: settings, the best, the Pareto front')
    .description('Shows a search, also while it is under way.')
    .argument(...argument)
    .action((id: string) =>
      run((context) =>
        withReader(context, async (history) => {
          const record = await history.search(id)
          const space = spaceOf(await history.run(record.runId))
          const candidates = await candidatesOf(history, record.id)
          context.terminal.result(searchFields(record, space, candidates), () => describeSearch(record, space, candidates))
          return undefined
        }),
      ),
    )
  describeUse(command, ['search show p7ab'], 'as of search')
}

const addExport: AddCommand = (search, run) => {
  const command = search
    .command('export')
    .summary('write every architecture of a search as a CSV file')
    .description('Writes all architectures that a search looked at, in order, with scores, costs, and truth and regret where there is a table. Too slow ones have a latency and no score.')
    .argument(...argument)
    .option('--csv <file>', 'needed: file to write to')
    .action((id: string, options: { csv?: string }) =>
      run((context) =>
        withReader(context, async (history) => {
          const file = resolve(needed(options.csv, '--csv'))
          const record = await history.search(id)
          const rows = await writeSearch(history, record, file)
          context.terminal.result({ search: record.id, file, rows }, () => file)
          return undefined
        }),
      ),
    )
  describeUse(command, ['search export p7ab --csv search.csv'], '{"search","file","rows"}')
}

const addRemove: AddCommand = (search, run) => {
  const command = search
    .command('remove')
    .summary('delete a search')
    .description('Removes a search with all its architectures from the history. The run stays as it is.')
    .argument(...argument)
    .action((id: string) =>
      run((context) =>
        withStudio(context, async ({ history }) => {
          const removed = await Promise.resolve(history.removeSearch(id))
          context.terminal.result({ search: removed.id, run: removed.runId }, () => `Removed search ${removed.id}.`)
          return undefined
        }),
      ),
    )
  describeUse(command, ['search remove p7ab'], '{"search","run"}')
}
