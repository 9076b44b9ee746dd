import { withReader } from '../context'
import { describeUse } from '../help'
import { rankingFields } from '../output/describe-ranking'
import { describeRun } from '../output/describe-run'
import { trackedFields } from '../output/describe-tracking'
import type { AddCommand } from './command'

export const addShow: AddCommand = (parent, run) => {
  const command = parent
    .command('show')
    .summary('one run: configuration, state, checkpoints, rankings, tracked architectures')
    .description('Shows a run; also while it trains.')
    .argument('<run>', 'id (or its beginning) or name of the run')
    .action((key: string) =>
      run((context) =>
        withReader(context, async (history) => {
          const { id, ...rest } = await history.run(key)
          const checkpoints = await history.checkpoints(id)
          const rankings = await history.rankings(id)
          const tracked = await history.tracked(id)
          const datasetName = (await history.datasets()).find((dataset) => dataset.id === rest.config.datasetId)?.name ?? null
          const fields = {
            run: id,
            ...rest,
            datasetName,
            checkpoints,
            rankings: rankings.map(({ id: ranking, summary, ...more }) => ({ ranking, ...more, ...(summary === null ? {} : rankingFields(summary)) })),
            tracking: tracked.map(trackedFields),
          }
          context.terminal.result(fields, () => describeRun({ id, ...rest }, datasetName, checkpoints, rankings, tracked))
          return undefined
        }),
      ),
    )
  describeUse(command, ['show k3fj', 'show k3fj --json'], '{"run","name","state","config","steps",…,"datasetName","checkpoints":[…],"rankings":[…],"tracking":[{"step","stage","epoch","kendallTau",…,"byLoss","floors","statistics"}]}')
}
