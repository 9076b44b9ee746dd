import { Argument } from 'commander'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { app } from 'electron'
import { createSearchSpace } from '../../../src-contract/search-space/registry'
import { measure } from '../../jobs/plain-jobs'
import { finish, listenerOf } from '../context'
import { describeUse } from '../help'
import { readArchitectures } from '../parse/architectures'
import { trainOption } from '../parse/number-option'
import type { AddCommand } from './command'

/** For developers (`npm run bench`), so it is not in the list of commands. */
export const addBench: AddCommand = (parent, run) => {
  const command = parent
    .command('bench', { hidden: true })
    .description('Measures images per second for NAS-Bench-201, C 16, N 5, batch 64, with the costliest operations.')
    .addArgument(new Argument('<what>', 'what to measure').choices(['train', 'rank']))
    .option('--architectures <file>', 'architectures of the measured steps, one a line')
    .addOption(trainOption('--threads <threads>', 'threads'))
    .action((what: 'train' | 'rank', options: { architectures?: string; threads?: number }) =>
      run(async (context) => {
        const file = options.architectures ?? join(app.getAppPath(), 'test/data/bench-architectures.txt')
        const architectures = readArchitectures(file, createSearchSpace({ id: 'nas-bench-201', channels: 16, cells: 5 }, 10))
        const threads = options.threads ?? availableParallelism()
        const { imagesPerSecond, seconds, costliest } = await finish(context, measure(context.queue, { what, architectures, threads }, listenerOf(context)))
        const fields = { [what === 'train' ? 'trainImagesPerSecond' : 'rankImagesPerSecond']: imagesPerSecond, seconds, threads, steps: architectures.length, costliest }
        context.terminal.result(fields, () => JSON.stringify(fields, null, 2))
        return undefined
      }),
    )
  describeUse(command, ['bench train', 'bench rank --threads 1'], '{"trainImagesPerSecond" or "rankImagesPerSecond","seconds","threads","steps","costliest":[{"operation","share"}]}')
}
