/** `studio dataset …`: what there is to train on. */
import { removeDataset } from '../../jobs/import-dataset'
import { withReader, withStudio } from '../context'
import { describeUse } from '../help'
import { describeDataset } from '../output/describe-dataset'
import { formatBytes, formatTable, formatTime, printable } from '../output/format'
import type { AddCommand } from './command'
import { addDatasetAdd } from './dataset-add'

export const addDataset: AddCommand = (parent, run) => {
  const dataset = parent.command('dataset').summary('import, list, show and remove data sets').description('Data sets of the history.')
  describeUse(dataset, ['dataset add ~/pictures/flowers', 'dataset list', 'dataset show flowers', 'dataset remove flowers'])
  addDatasetAdd(dataset, run)
  addList(dataset, run)
  addShow(dataset, run)
  addRemove(dataset, run)
}

const addList: AddCommand = (parent, run) => {
  const command = parent.command('list').summary('all data sets').description('Lists the data sets of the history.').action(() =>
    run((context) =>
      withReader(context, async (history) => {
        const datasets = await history.datasets()
        context.terminal.result({ datasets }, () => {
          if (datasets.length === 0) return 'No data set yet. Import one: studio dataset add PATH'
          return formatTable(
            ['id', 'name', 'kind', 'side>', 'classes>', 'train>', 'valid>', 'test>', 'size>', 'imported'],
            datasets.map((each) => [
              each.id,
              printable(each.name),
              each.kind,
              String(each.imageSize),
              String(each.classes.length),
              String(each.counts.train),
              String(each.counts.valid),
              String(each.counts.test),
              formatBytes(each.packedBytes),
              formatTime(each.createdAt),
            ]),
          )
        })
        return undefined
      }),
    ),
  )
  describeUse(command, ['dataset list', 'dataset list --json'], '{"datasets":[…]}')
}

const addShow: AddCommand = (parent, run) => {
  const command = parent
    .command('show')
    .summary('one data set with the report of its import')
    .description('Shows a data set: counts, classes, split, rejected files, duplicates.')
    .argument('<dataset>', 'id (or its beginning) or name')
    .action((key: string) =>
      run((context) =>
        withReader(context, async (history) => {
          const found = await history.dataset(key)
          context.terminal.result(found, () => describeDataset(found))
          return undefined
        }),
      ),
    )
  describeUse(command, ['dataset show cifar10'], 'the whole record, with "report"')
}

const addRemove: AddCommand = (parent, run) => {
  const command = parent
    .command('remove')
    .summary('delete a data set and free its disk space')
    .description('Removes a data set from the history and deletes its packed images. The folder they came from is not touched.')
    .argument('<dataset>', 'id (or its beginning) or name')
    .option('--force', 'also when a run needs it to be resumed')
    .action((key: string, options: { force?: boolean }) =>
      run((context) =>
        withStudio(context, async (studio) => {
          const removed = await removeDataset(studio, key, options.force ?? false)
          const fields = { dataset: removed.id, name: removed.name, freedBytes: removed.packedBytes }
          context.terminal.result(fields, () => `Removed ${printable(removed.name)} (${removed.id}), ${formatBytes(removed.packedBytes)} freed.`)
          return undefined
        }),
      ),
    )
  describeUse(command, ['dataset remove flowers', 'dataset remove flowers --force'], '{"dataset","name","freedBytes"}')
}
