/** `studio dataset …`: what there is to train on. */
import { renameDataset } from '../../jobs/dataset-name'
import { emptyTrash, removeDataset } from '../../jobs/remove-dataset'
import { checkSource } from '../../jobs/scan-dataset'
import { homeFolder } from '../../system/home-folder'
import { finish, listed, listenerOf, withReader, withStudio } from '../context'
import { describeUse } from '../help'
import { describeDataset } from '../output/describe-dataset'
import { formatBytes, formatTable, formatTime, printable } from '../output/format'
import type { AddCommand } from './command'
import { addDatasetAdd } from './dataset-add'
import { addDatasetRelocate } from './dataset-relocate'
import { addDatasetScan } from './dataset-scan'

export const addDataset: AddCommand = (parent, run) => {
  const dataset = parent.command('dataset').summary('scan, import, list, show, rename, relocate and remove data sets').description('Data sets of the history.')
  describeUse(dataset, ['dataset scan ~/pictures/flowers', 'dataset add ~/pictures/flowers', 'dataset list', 'dataset show flowers', 'dataset remove flowers'])
  addDatasetScan(dataset, run)
  addDatasetAdd(dataset, run)
  addList(dataset, run)
  addShow(dataset, run)
  addRename(dataset, run)
  addDatasetRelocate(dataset, run)
  addRemove(dataset, run)
}

const addList: AddCommand = (parent, run) => {
  const command = parent.command('list').summary('all data sets').description('Lists the data sets of the history.').action(() =>
    run(async (context) => {
      const datasets = await listed(context, (history) => history.datasets())
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
  )
  describeUse(command, ['dataset list', 'dataset list --json'], '{"datasets":[…]}')
}

const addShow: AddCommand = (parent, run) => {
  const command = parent
    .command('show')
    .summary('one data set with the report of its import')
    .description('Shows a data set: counts, classes, split, rejected files, duplicates, and whether the folder it came from has changed.')
    .argument('<dataset>', 'id (or its beginning) or name')
    .action((key: string) =>
      run((context) =>
        withReader(context, async (history) => {
          const found = await history.dataset(key)
          const sourceChange = await finish(context, checkSource(context.queue, homeFolder(context.home), found, listenerOf(context)))
          context.terminal.result({ ...found, sourceChange }, () => describeDataset(found, sourceChange))
          return undefined
        }),
      ),
    )
  describeUse(command, ['dataset show cifar10'], 'the whole record, with "report" and "sourceChange"')
}

const addRename: AddCommand = (parent, run) => {
  const command = parent
    .command('rename')
    .summary('give a data set another name')
    .description('Renames a data set; runs know it by its id and are not touched.')
    .argument('<dataset>', 'id (or its beginning) or name')
    .argument('<name>', 'the new name')
    .action((key: string, name: string) =>
      run((context) =>
        withStudio(context, async (studio) => {
          const renamed = await renameDataset(studio, key, name)
          context.terminal.result({ dataset: renamed.id, name: renamed.name }, () => `${renamed.id} is now called ${printable(renamed.name)}.`)
          return undefined
        }),
      ),
    )
  describeUse(command, ['dataset rename flowers garden'], '{"dataset","name"}')
}

const inUseAdvice = 'Finish them with `studio resume RUN`, or give them up with --force: their figures stay, and they cannot be resumed.'

const addRemove: AddCommand = (parent, run) => {
  const command = parent
    .command('remove')
    .summary('delete a data set and free its disk space')
    .description('Removes a data set from the history and deletes its packed images. The folder they came from is not touched. Finished runs keep their figures. Refused while a run that is not finished needs it; with --force only while one runs or is queued.')
    .argument('<dataset>', 'id (or its beginning) or name')
    .option('--force', 'give up paused, stopped, interrupted and failed runs: without it they cannot be resumed')
    .action((key: string, options: { force?: boolean }) =>
      run((context) =>
        withStudio(context, async (studio) => {
          const removed = await removeDataset(studio, key, options.force ?? false, inUseAdvice)
          await emptyTrash(studio, removed.id)
          const fields = { dataset: removed.id, name: removed.name, freedBytes: removed.packedBytes }
          context.terminal.result(fields, () => `Removed ${printable(removed.name)} (${removed.id}), ${formatBytes(removed.packedBytes)} freed.`)
          return undefined
        }),
      ),
    )
  describeUse(command, ['dataset remove flowers', 'dataset remove flowers --force'], '{"dataset","name","freedBytes"}')
}
