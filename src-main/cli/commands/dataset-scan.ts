import { scanDataset } from '../../jobs/scan-dataset'
import { homeFolder } from '../../system/home-folder'
import { finish, listenerOf } from '../context'
import { describeUse } from '../help'
import { describeScan } from '../output/describe-dataset'
import type { AddCommand } from './command'

export const addDatasetScan: AddCommand = (parent, run) => {
  const command = parent
    .command('scan')
    .summary('look through a folder without importing it')
    .description('Reports what an import would make of a folder: kind, images of each class, sizes, duplicates, rejected files with reasons, suggested name and image size. Header and structure of each file are checked; pixels are decoded at the import.')
    .argument('<path>', 'folder of the images')
    .action((path: string) =>
      run(async (context) => {
        const report = await finish(context, scanDataset(context.queue, homeFolder(context.home), path, listenerOf(context)))
        context.terminal.result(report, () => describeScan(report))
        return undefined
      }),
    )
  describeUse(command, ['dataset scan ~/pictures/flowers', 'dataset scan mnist --json'], '{"kind","classes","counts","perClass","seen","accepted","ignored","rejectedCount","rejected","sizes","duplicates","warnings","suggestedName","suggestedImageSize","estimatedBytes","thumbnails",…}')
}
