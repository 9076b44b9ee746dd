import { listed, withStudio } from '../context'
import { describeUse } from '../help'
import { formatBytes, formatFigure, formatSeconds, formatTable, formatTime, printable } from '../output/format'
import type { AddCommand } from './command'

export const addRuns: AddCommand = (parent, run) => {
  const command = parent.command('runs').summary('all runs; remove some').description('Lists the runs of the history, newest first; also while one of them trains.').action(() =>
    run(async (context) => {
      const runs = await listed(context, (history) => history.runs())
      const fields = { runs: runs.map(({ id, ...rest }) => ({ run: id, ...rest })) }
      context.terminal.result(fields, () => {
        if (runs.length === 0) return 'No run yet. Train one: studio train --dataset DATASET'
        return formatTable(
          ['run', 'name', 'state', 'steps>', 'loss>', 'method', 'space', 'rate', 'momentum', 'seed>', 'time>', 'begun (UTC)'],
          runs.map((each) => [
            each.id,
            printable(each.name),
            each.state,
            `${each.steps}/${each.totalSteps}`,
            formatFigure(each.finalLoss ?? each.lastLoss),
            each.config.method,
            printable(each.config.space.id === 'own' ? each.config.space.spec.name : each.config.space.id),
            each.config.rate.id,
            each.config.momentum.id,
            String(each.config.seed),
            formatSeconds(each.seconds),
            formatTime(each.createdAt),
          ]),
        )
      })
      return undefined
    }),
  )
  addRemove(command, run)
  describeUse(command, ['runs', 'runs --json', 'runs remove k3fj'], '{"runs":[{"run","name","state","steps","totalSteps","finalLoss","config",…}]}')
}

const addRemove: AddCommand = (runs, run) => {
  const command = runs
    .command('remove')
    .summary('delete runs with all that belongs to them')
    .description('Deletes runs with their metrics, checkpoints, rankings, searches and logs, for good, and frees their space. The data set stays; a study would make such a run again.')
    .argument('<run...>', 'ids (or their beginnings) or names of the runs')
    .action((keys: readonly string[]) =>
      run((context) =>
        withStudio(context, async ({ history }) => {
          // All of them are looked up before the first is deleted.
          const found = await Promise.all(keys.map((key) => history.run(key)))
          const ids = [...new Set(found.map(({ id }) => id))]
          history.deleteRuns(ids)
          const { folderBytes, historyBytes } = history.emptyTrash()
          const freedBytes = folderBytes + historyBytes
          context.terminal.result({ runs: ids, freedBytes }, () => `Removed ${ids.length === 1 ? `run ${printable(found[0]?.name ?? '')} (${ids[0]})` : `${ids.length} runs`}, ${formatBytes(freedBytes)} freed.`)
          return undefined
        }),
      ),
    )
  describeUse(command, ['runs remove k3fj', 'runs remove old-run tiny-seed-1'], '{"runs":[…],"freedBytes"}')
}
