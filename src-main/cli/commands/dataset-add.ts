import { importDataset } from '../../jobs/import-dataset'
import { defaultSplit, type DatasetRecord } from '../../../src-contract/domain/dataset'
import { imageSizeSetting, splitSeedSetting, validFractionSetting } from '../../../src-contract/domain/import-settings'
import { finish, listenerOf, withStudio } from '../context'
import { describeUse } from '../help'
import { describeDataset } from '../output/describe-dataset'
import { settingOption } from '../parse/number-option'
import type { AddCommand } from './command'

interface AddOptions {
  readonly name?: string
  readonly imageSize?: number
  readonly validFraction?: number
  readonly splitSeed?: number
}

export const addDatasetAdd: AddCommand = (parent, run) => {
  const command = parent
    .command('add')
    .summary('import a folder of images')
    .description('Imports images into the history: class folders (with or without train/, val/, test/), CIFAR-10 and CIFAR-100 binary, or MNIST IDX (also .gz), recognised by content. Images are packed once; the folder is not needed afterwards.')
    .argument('<path>', 'folder of the images')
    .option('--name <name>', "name in the history; the folder's name when left out")
    .addOption(settingOption('--image-size <side>', imageSizeSetting))
    .addOption(settingOption('--valid-fraction <share>', validFractionSetting))
    .addOption(settingOption('--split-seed <seed>', splitSeedSetting))
    .action((path: string, { name, imageSize: side, validFraction: fraction, splitSeed: seed }: AddOptions) =>
      run((context) =>
        withStudio(context, async (studio) => {
          const split = { validFraction: fraction ?? defaultSplit.validFraction, seed: seed ?? defaultSplit.seed }
          const started = await importDataset(studio, { path, name, imageSize: side, split }, listenerOf(context))
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

function addedFields(dataset: DatasetRecord): object {
  const { train, valid, test } = dataset.counts
  return {
    dataset: dataset.id,
    name: dataset.name,
    images: train + valid + test,
    classes: dataset.classes.length,
    rejected: dataset.report.rejectedCount,
    imageSize: dataset.imageSize,
    counts: dataset.counts,
    report: dataset.report,
  }
}
