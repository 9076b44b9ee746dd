import { listed } from '../context'
import { describeUse } from '../help'
import { formatFigure, formatSeconds, formatTable, formatTime, printable } from '../output/format'
import type { AddCommand } from './command'

export const addRuns: AddCommand = (parent, run) => {
  const command = parent.command('runs').summary('all runs').description('Lists the runs of the history, newest first; also while one of them trains.').action(() =>
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
  describeUse(command, ['runs', 'runs --json'], '{"runs":[{"run","name","state","steps","totalSteps","finalLoss","config",…}]}')
}
