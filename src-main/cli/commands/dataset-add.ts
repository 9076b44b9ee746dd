import { Option } from 'commander'
import { importDataset } from '../../jobs/import-dataset'
import { defaultSplit, type DatasetRecord } from '../../../src-contract/domain/dataset'
import { statisticsTexts, storageTexts } from '../../../src-contract/domain/choice-texts'
import { statisticsIds, storageIds, type StatisticsId, type StorageId } from '../../../src-contract/domain/choices'
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
  readonly store?: StorageId
  readonly statistics?: StatisticsId
}

export const addDatasetAdd: AddCommand = (parent, run) => {
  const command = parent
    .command('add')
    .summary('import a folder of images')
    .description('Imports images into the history: class folders (with or without train/, val/, test/), CIFAR-10 and CIFAR-100 binary, or MNIST IDX (also .gz), recognised by content. Images are packed once, and the folder is not needed afterwards; folders of images that are mostly larger than 96 pixels (ImageNet) are indexed instead and read in training.')
    .argument('<path>', 'folder of the images')
    .option('--name <name>', "name in the history; the folder's name when left out")
    .addOption(settingOption('--image-size <side>', imageSizeSetting))
    .addOption(settingOption('--valid-fraction <share>', validFractionSetting))
    .addOption(settingOption('--split-seed <seed>', splitSeedSetting))
    .addOption(new Option('--store <how>', `${storageIds.map((id) => `${id}: ${storageTexts[id].meaning}`).join('; ')} [indexed for class folders whose images are mostly larger than 96 pixels, else packed]`).choices(storageIds))
    .addOption(new Option('--statistics <which>', `mean and deviation to normalise with: measured ${statisticsTexts.measured.meaning}, or published ones [published for CIFAR, else measured]`).choices(statisticsIds))
    .action((path: string, { name, imageSize: side, validFraction: fraction, splitSeed: seed, store: storage, statistics }: AddOptions) =>
      run((context) =>
        withStudio(context, async (studio) => {
          const split = { validFraction: fraction ?? defaultSplit.validFraction, seed: seed ?? defaultSplit.seed }
          const started = await importDataset(studio, { path, name, imageSize: side, split, storage, statistics }, listenerOf(context))
          const dataset = await finish(context, started)
          context.terminal.result(addedFields(dataset), () => `Imported.\n\n${describeDataset(dataset)}`)
          return undefined
        }),
      ),
    )
  describeUse(
    command,
    ['dataset add ~/pictures/flowers', 'dataset add cifar-10-batches-bin --name cifar10', 'dataset add mnist --image-size 28', 'dataset add imagenet --image-size 224 --statistics imagenet', 'dataset add imagenet16-120 --statistics imagenet16'],
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
    indexed: dataset.indexed === true,
    counts: dataset.counts,
    report: dataset.report,
  }
}
