import { resumeRun } from '../../jobs/train-run'
import { listenerOf, withStudio } from '../context'
import { followTraining } from '../follow-training'
import { describeUse } from '../help'
import { addCheckpointOptions, checkpointPolicy, type CheckpointOptions } from '../parse/checkpoint-options'
import type { AddCommand } from './command'

export const addResume: AddCommand = (parent, run) => {
  const command = parent
    .command('resume')
    .summary('go on with a stopped, interrupted or failed run')
    .description('Goes on from the newest valid checkpoint with the configuration the run began with; on a CPU it ends with the very weights of an uninterrupted run.')
    .argument('<run>', 'id (or its beginning) or name of the run')
  addCheckpointOptions(command).action((key: string, options: CheckpointOptions) =>
    run((context) =>
      withStudio(context, async (studio) => followTraining(context, studio, await resumeRun(studio, key, checkpointPolicy(options, context.settings()), listenerOf(context)))),
    ),
  )
  describeUse(command, ['resume k3fj', 'resume k3fj --checkpoint-minutes 2'], '{"run","state","steps","totalSteps","finalLoss","weightsSha256","seconds"}')
}
