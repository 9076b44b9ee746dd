import { relocateDataset } from '../../jobs/relocate-dataset'
import { finish, listenerOf, withStudio } from '../context'
import { describeUse } from '../help'
import { printable } from '../output/format'
import type { AddCommand } from './command'

export const addDatasetRelocate: AddCommand = (parent, run) => {
  const command = parent
    .command('relocate')
    .summary('say where the images of an indexed data set lie now')
    .description('Points an indexed data set to the folder that its images were moved or copied to. All of them must be there with the bytes of the import: where names, sizes and times of the files are those of the import nothing is read, else each file is. Runs on it can be resumed as before.')
    .argument('<dataset>', 'id (or its beginning) or name')
    .argument('<path>', 'folder of the images')
    .action((key: string, path: string) =>
      run((context) =>
        withStudio(context, async (studio) => {
          const dataset = await studio.history.dataset(key)
          const moved = await finish(context, relocateDataset(context.queue, studio, dataset, path, listenerOf(context)))
          context.terminal.result({ dataset: moved.id, name: moved.name, sourcePath: moved.sourcePath }, () => `The images of ${printable(moved.name)} are now read from ${printable(moved.sourcePath)}.`)
          return undefined
        }),
      ),
    )
  describeUse(command, ['dataset relocate flowers /mnt/disk2/flowers'], '{"dataset","name","sourcePath"}')
}
