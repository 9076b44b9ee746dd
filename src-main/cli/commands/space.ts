/** `studio space …`: search spaces of the user's own. The history need not be free for it. */
import { refuseForeignFolder } from '../../database/history-place'
import { SpaceStore } from '../../spaces/space-store'
import { createHomeFolder, homeFolder } from '../../system/home-folder'
import type { CommandContext } from '../context'
import { describeUse } from '../help'
import { describeOwnSpace, spaceFields, spaceFigures } from '../output/describe-space'
import { formatFigure, formatTable } from '../output/format'
import type { AddCommand } from './command'

export const addSpace: AddCommand = (parent, run) => {
  const space = parent.command('space').summary('add, list, show and remove search spaces of your own').description('Search spaces of your own, out of JSON files (docs/search-spaces.md). Also while something trains.')
  describeUse(space, ['space add my-cell.json', 'space list', 'space show my-cell', 'train --dataset cifar10 --space my-cell', 'space remove my-cell'])
  addAdd(space, run)
  addList(space, run)
  addShow(space, run)
  addRemove(space, run)
}

const storeOf = ({ home }: CommandContext): SpaceStore => new SpaceStore(homeFolder(home).spaces)

const addAdd: AddCommand = (parent, run) => {
  const command = parent
    .command('add')
    .summary('check a space file and keep a copy of it')
    .description('Checks a file and keeps a copy in the history folder: the file is not needed afterwards. What is wrong with it is told with its line.')
    .argument('<file>', 'JSON file of the space')
    .action((file: string) =>
      run((context) => {
        refuseForeignFolder(homeFolder(context.home))
        createHomeFolder(context.home)
        const added = storeOf(context).add(file)
        context.terminal.result(spaceFields(added), () => `Added.\n\n${describeOwnSpace(added)}`)
        return Promise.resolve(undefined)
      }),
    )
  describeUse(command, ['space add my-cell.json'], '{"space","template","choices","architectures","parameters","specification"}')
}

const addList: AddCommand = (parent, run) => {
  const command = parent.command('list').summary('all spaces of your own').description('Lists the search spaces that were added.').action(() =>
    run((context) => {
      const { spaces, problems } = storeOf(context).list()
      for (const problem of problems) context.terminal.warning(problem)
      context.terminal.result({ spaces: spaces.map(spaceFields) }, () => {
        if (spaces.length === 0) return 'No search space of your own yet. Add one: studio space add FILE'
        return formatTable(
          ['name', 'template', 'choices>', 'architectures>', 'least parameters>', 'most>'],
          spaces.map((each) => {
            const { choices, architectures, parameters } = spaceFigures(each)
            return [each.name, each.template, String(choices), architectures, formatFigure(parameters.smallest), formatFigure(parameters.largest)]
          }),
        )
      })
      return Promise.resolve(undefined)
    }),
  )
  describeUse(command, ['space list', 'space list --json'], '{"spaces":[…]}')
}

const addShow: AddCommand = (parent, run) => {
  const command = parent
    .command('show')
    .summary('one space with its operations and figures')
    .description('Shows a search space of your own; parameters are counted for 10 classes.')
    .argument('<space>', 'its name')
    .action((name: string) =>
      run((context) => {
        const found = storeOf(context).get(name)
        context.terminal.result(spaceFields(found), () => describeOwnSpace(found))
        return Promise.resolve(undefined)
      }),
    )
  describeUse(command, ['space show my-cell'], '{"space","template","choices","architectures","parameters","specification"}')
}

const addRemove: AddCommand = (parent, run) => {
  const command = parent
    .command('remove')
    .summary('forget a space')
    .description('Removes the copy of a search space. Runs with it keep it whole: they are shown, resumed and ranked as before.')
    .argument('<space>', 'its name')
    .action((name: string) =>
      run((context) => {
        storeOf(context).remove(name)
        context.terminal.result({ space: name }, () => `Removed ${name}.`)
        return Promise.resolve(undefined)
      }),
    )
  describeUse(command, ['space remove my-cell'], '{"space"}')
}
