import { importDataset } from '../../jobs/import-dataset'
import type { DatasetRecord } from '../../../src-contract/domain/dataset'
import { finish, listenerOf, withStudio } from '../context'
import { describeUse } from '../help'
import { describeDataset } from '../output/describe-dataset'
import { countSetting, settingOption } from '../parse/number-option'
import type { AddCommand } from './command'

const imageSize = countSetting('Image size', 'side of the packed images; the commonest size up to 96, else 32, when left out', 'pixels', 4, null, 1024)

export const addDatasetAdd: AddCommand = (parent, run) => {
  const command = parent
    .command('add')
    .summary('import a folder of images')
    .description('Imports images into the history: class folders (with or without train/, val/, test/), CIFAR-10 and CIFAR-100 binary, or MNIST IDX (also .gz), recognised by content. Images are packed once; the folder is not needed afterwards.')
    .argument('<path>', 'folder of the images')
    .option('--name <name>', "name in the history; the folder's name when left out")
    .addOption(settingOption('--image-size <side>', imageSize))
    .action((path: string, options: { name?: string; imageSize?: number }) =>
      run((context) =>
        withStudio(context, async (studio) => {
          const started = await importDataset(studio, { path, ...options }, listenerOf(context))
          const dataset = await finish(context, started)
          context.terminal.result(addedFields(dataset), () => `Imported.\n\n${describeDataset(dataset)}`)
          return undefined
        }),
      ),
    )
  describeUse(
    command,
    ['dataset add ~/pictures/flowers', 'dataset add cifar-10-batches-bin --name cifar10', 'dataset add mnist --image-size 28'],
    '{"dataset","name","images","classes","rejected"}',
  )
}

export function addedFields(dataset: DatasetRecord): object {
  const { train, valid, test } = dataset.counts
  return {
    dataset: dataset.id,
    name: dataset.name,
    images: train + valid + test,
    classes: dataset.classes.length,
    rejected: dataset.report.rejected.length,
    imageSize: dataset.imageSize,
    counts: dataset.counts,
    report: dataset.report,
  }
}
