import { Argument } from 'commander'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { app } from 'electron'
import { createSearchSpace } from '../../../src-contract/search-space/registry'
import { spaceConfig } from '../../../src-contract/search-space/space-config'
import { measure } from '../../jobs/plain-jobs'
import { finish, listenerOf } from '../context'
import { describeUse } from '../help'
import { readArchitectures } from '../parse/architectures'
import { countSetting, settingOption, trainOption } from '../parse/number-option'
import type { AddCommand } from './command'

/** The published size, and half the published width on images of 32 pixels. */
const costSpaces = [spaceConfig({ space: 'nas-bench-201' }), spaceConfig({ space: 'mobilenet', width: 0.5 })]

const usualSteps = 40
const stepsSetting = countSetting('Steps', 'cost: measured steps of each arm', 'steps', 1, usualSteps, 10_000)

/** For developers (`npm run bench`), so it is not in the list of commands. */
export const addBench: AddCommand = (parent, run) => {
  const command = parent
    .command('bench', { hidden: true })
    .description('Measures images per second for NAS-Bench-201, C 16, N 5, batch 64, with the costliest operations; or what CaLR and MS cost.')
    .addArgument(new Argument('<what>', 'what to measure').choices(['train', 'rank', 'cost']))
    .option('--architectures <file>', 'architectures of the measured steps, one a line')
    .addOption(trainOption('--threads <threads>', 'threads'))
    .addOption(settingOption('--steps <count>', stepsSetting))
    .action((what: 'train' | 'rank' | 'cost', options: { architectures?: string; threads?: number; steps?: number }) =>
      run(async (context) => {
        const threads = options.threads ?? availableParallelism()
        if (what === 'cost') {
          const { steps, spaces } = await finish(context, measure(context.queue, { kind: 'bench-cost', spaces: costSpaces, steps: options.steps ?? usualSteps, threads }, listenerOf(context)))
          const fields = { steps, threads, spaces }
          context.terminal.result(fields, () => JSON.stringify(fields, null, 2))
          return undefined
        }
        const file = options.architectures ?? join(app.getAppPath(), 'test/data/bench-architectures.txt')
        const architectures = readArchitectures(file, createSearchSpace({ id: 'nas-bench-201', channels: 16, cells: 5 }, 10))
        const { imagesPerSecond, seconds, costliest } = await finish(context, measure(context.queue, { kind: 'bench', what, architectures, threads }, listenerOf(context)))
        const fields = { [what === 'train' ? 'trainImagesPerSecond' : 'rankImagesPerSecond']: imagesPerSecond, seconds, threads, steps: architectures.length, costliest }
        context.terminal.result(fields, () => JSON.stringify(fields, null, 2))
        return undefined
      }),
    )
  describeUse(command, ['bench train', 'bench rank --threads 1', 'bench cost'], '{"trainImagesPerSecond" or "rankImagesPerSecond","seconds","threads","steps","costliest":[{"operation","share"}]}; cost: {"steps","threads","spaces":[{"space","groups","weightBytes","arms":[{"arm","ratio","lowerQuartile","upperQuartile","stateBytes"}]}]}')
}
