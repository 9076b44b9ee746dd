import { mkdtempSync, rmSync } from 'node:fs'
import { availableParallelism, tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { measure } from '../../jobs/plain-jobs'
import { bundled } from '../../system/locations'
import { finish, listenerOf } from '../context'
import { describeUse } from '../help'
import { countSetting, settingOption, trainOption } from '../parse/number-option'
import type { AddCommand } from './command'

const usual = { images: 2000, seconds: 20 }
const imagesSetting = countSetting('Images', 'photographs that are made where the folder is not there', 'images', 200, usual.images, 2_000_000)
const secondsSetting = countSetting('Seconds', 'length of each measurement', 'seconds', 1, usual.seconds, 3600)

/** For developers (`npm run bench -- data`), so it is not in the list of commands. */
export const addBenchData: AddCommand = (parent, run) => {
  const command = parent
    .command('bench-data', { hidden: true })
    .description('Makes a folder of photographs of 250 to 500 pixels from the sample, indexes it and measures how fast it streams at 64 pixels with 1 and 2 decoders: alone, and beside the training of NAS-Bench-201, C 16, N 5, batch 32.')
    .argument('[folder]', 'where the photographs are, or are made and kept; a folder that is removed afterwards when left out')
    .addOption(settingOption('--images <images>', imagesSetting))
    .addOption(settingOption('--seconds <seconds>', secondsSetting))
    .addOption(trainOption('--threads <threads>', 'threads'))
    .action((path: string | undefined, options: { images?: number; seconds?: number; threads?: number }) =>
      run(async (context) => {
        const scratch = mkdtempSync(join(tmpdir(), 'studio-bench-data-'))
        try {
          const job = {
            kind: 'bench-data',
            folder: path === undefined ? join(scratch, 'photographs') : resolve(path),
            sample: bundled.sample(),
            images: options.images ?? usual.images,
            scratch: join(scratch, 'set'),
            seconds: options.seconds ?? usual.seconds,
            threads: options.threads ?? availableParallelism(),
          } as const
          const { images, indexSeconds, indexBytes, side, batch, streams } = await finish(context, measure(context.queue, job, listenerOf(context)))
          const fields = { images, indexSeconds, indexBytes, side, batch, threads: job.threads, streams }
          context.terminal.result(fields, () => JSON.stringify(fields, null, 2))
          return undefined
        } finally {
          rmSync(scratch, { recursive: true, force: true })
        }
      }),
    )
  describeUse(
    command,
    ['bench-data', 'bench-data /data/photographs --images 20000'],
    '{"images","indexSeconds","indexBytes","side","batch","threads","streams":[{"decoders","imagesPerSecond","trainImagesPerSecond","waitingShare"}]}',
  )
}
