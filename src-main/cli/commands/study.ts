/** `studio study …`: arms × seeds as one object. */
import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { Option, type Command } from 'commander'
import { enterStudy } from '../../studies/enter-study'
import { importStudy } from '../../studies/import-study'
import { writeStudyFolder } from '../../studies/study-folder'
import { studyStatus } from '../../studies/view-study'
import { bundled } from '../../system/locations'
import { readText } from '../../system/read-text'
import { listed, withReader, withStudio, type CommandContext } from '../context'
import { followStudy } from '../follow-study'
import { describeUse } from '../help'
import { describeStudy, studyFields } from '../output/describe-study'
import { formatTable, formatTime, printable } from '../output/format'
import { addCheckpointOptions, checkpointPolicy, type CheckpointOptions } from '../parse/checkpoint-options'
import { parseSeeds } from '../parse/seeds'
import type { AddCommand } from './command'
import { addStudyStop } from './study-stop'

const studyArgument = ['<study>', 'id (or its beginning) or name of the study'] as const
const resultText = '{"study","name","sha256","state","done","total","runs":[{"arm","seed","state","run",…}],"arms":[{"arm","figures":{…:{"n","mean","std"}},"missing"}],"floors":[…],"differences":[{"arm","figure","n","mean","std","low","high"}],"notes":[…]}'

export const addStudy: AddCommand = (parent, run) => {
  const study = parent
    .command('study')
    .summary('arms × seeds as one object: run, resume, report, join parts')
    .description('Studies out of JSON files (docs/studies.md): arms that differ in their settings, each trained with the same seeds, evaluated and compared by figures that are fixed before the first run.')
  describeUse(study, ['study run my-study.json', 'study run spos-reduced --seeds 0', 'study show my-study', 'study resume my-study', 'study export my-study results/part-1', 'study import results/part-1 results/part-2'])
  for (const add of [addRun, addResume, addList, addShow, addStudyStop, addExport, addImport, addRemove]) add(study, run)
}

interface WorkOptions extends CheckpointOptions {
  readonly arms?: readonly string[]
  readonly seeds?: readonly number[]
  readonly retryFailed?: boolean
}

function addWorkOptions(command: Command): Command {
  command
    .addOption(new Option('--arms <list>', 'only these arms, joined by commas').argParser((text: string) => text.split(',').map((part) => part.trim())))
    .addOption(new Option('--seeds <list>', 'only these seeds, joined by commas').argParser(parseSeeds))
    .option('--retry-failed', 'also go on with runs and evaluations that failed')
  return addCheckpointOptions(command)
}

const workOf = ({ arms, seeds, retryFailed, ...checkpoints }: WorkOptions, { settings }: CommandContext) => ({ arms, seeds, retryFailed: retryFailed ?? false, checkpoints: checkpointPolicy(checkpoints, settings()) })

const addRun: AddCommand = (parent, run) => {
  const command = parent
    .command('run')
    .summary('make all runs of a study, or go on with it')
    .description('Enters a study and makes its runs seed by seed, as many at once as the settings say (studio settings), each an ordinary run of the history. What is done stays: given again, the same file goes on. A study with runs refuses a changed file. Ctrl-C saves a checkpoint and ends.')
    .argument('<file>', 'JSON file of the study, or the name of one that comes along (spos-reduced)')
  addWorkOptions(command).action((path: string, options: WorkOptions) =>
    run((context) =>
      withStudio(context, async (studio) => {
        const source = studyPath(path)
        const { history } = studio
        const before = await history.studies()
        const { id } = await enterStudy(studio, readText(source), source)
        try {
          return await followStudy(context, studio, id, workOf(options, context))
        } catch (error) {
          // One that could not begin leaves nothing behind: an arm or seed that it has not, no such data set.
          if (!before.some((study) => study.id === id) && (await history.study(id)).cells.length === 0) history.removeStudy(id)
          throw error
        }
      }),
    ),
  )
  describeUse(command, ['study run my-study.json', 'study run spos-reduced --seeds 0', 'study run my-study.json --arms cosine,calr --checkpoint-minutes 5'], resultText)
}

function studyPath(path: string): string {
  const own = join(bundled.studies(), `${path}.json`)
  return !existsSync(path) && /^[A-Za-z0-9._-]+$/.test(path) && existsSync(own) ? own : path
}

const addResume: AddCommand = (parent, run) => {
  const command = parent
    .command('resume')
    .summary('go on with a study')
    .description('Goes on with stopped and interrupted runs from their newest checkpoints and begins those that are missing. Finished and imported ones are kept; failed ones wait for --retry-failed.')
    .argument(...studyArgument)
  addWorkOptions(command).action((key: string, options: WorkOptions) =>
    run((context) => withStudio(context, async (studio) => followStudy(context, studio, (await studio.history.study(key)).id, workOf(options, context)))),
  )
  describeUse(command, ['study resume my-study', 'study resume my-study --seeds 2 --retry-failed'], resultText)
}

const addList: AddCommand = (parent, run) => {
  const command = parent.command('list').summary('all studies').description('Lists the studies of the history, newest first; also while one runs.').action(() =>
    run(async (context) => {
      const found = await listed(context, async (history) => Promise.all((await history.studies()).map(({ id }) => studyStatus(history, id))))
      context.terminal.result({ studies: found.map(studyFields) }, () => {
        if (found.length === 0) return 'No study yet. Run one: studio study run FILE'
        return formatTable(
          ['id', 'name', 'data set', 'arms>', 'seeds>', 'done>', 'entered (UTC)'],
          found.map(({ view, report }) => [view.id, printable(view.name), printable(view.file.dataset), String(view.file.arms.length), String(view.file.seeds.length), `${report.done}/${report.total}`, formatTime(view.createdAt)]),
        )
      })
      return undefined
    }),
  )
  describeUse(command, ['study list', 'study list --json'], '{"studies":[…]}')
}

const addShow: AddCommand = (parent, run) => {
  const command = parent
    .command('show')
    .summary('one study: its runs, means, and paired differences')
    .description('Shows the state of each run, mean ± sample standard deviation of each arm, and the paired differences to the reference arm with their t intervals; also while it runs. Runs without a result are named.')
    .argument(...studyArgument)
    .action((key: string) =>
      run((context) =>
        withReader(context, async (history) => {
          const status = await studyStatus(history, key)
          context.terminal.result(studyFields(status), () => describeStudy(status))
          return undefined
        }),
      ),
    )
  describeUse(command, ['study show my-study', 'study show my-study --json'], resultText)
}

const addExport: AddCommand = (parent, run) => {
  const command = parent
    .command('export')
    .summary('write a study as CSV and LaTeX files')
    .description('Writes the file of the study, runs.csv (one row a finished run, with every figure), curves.csv, a manifest with their SHA-256, summary.csv, differences.csv and tables.tex into a folder. Another history reads it with "study import".')
    .argument(...studyArgument)
    .argument('<folder>', 'folder to write to; made when missing')
    .action((key: string, folder: string) =>
      run((context) =>
        withReader(context, async (history) => {
          const path = resolve(folder)
          const record = await history.study(key)
          const status = await studyStatus(history, record.id, true)
          const files = writeStudyFolder(path, record, status)
          context.terminal.result({ study: record.id, name: record.name, sha256: record.sha256, folder: path, files, runs: status.results.length }, () => files.map((file) => join(path, file)).join('\n'))
          return undefined
        }),
      ),
    )
  describeUse(command, ['study export my-study results/my-study'], '{"study","name","sha256","folder","files":[…],"runs"}')
}

const addImport: AddCommand = (parent, run) => {
  const command = parent
    .command('import')
    .summary('join results that were made in other histories')
    .description('Reads folders of "study export" of one and the same study file, made on any machine, and joins them with what this history has. Runs with imported results are not made again. Another file, other data, or a run with other figures is refused, and then nothing is kept.')
    .argument('<folders...>', 'folders of exports')
    .action((folders: string[]) =>
      run((context) =>
        withStudio(context, async (studio) => {
          const { study, added, equal } = await importStudy(studio, folders)
          const status = await studyStatus(studio.history, study.id)
          context.terminal.result({ ...studyFields(status), added, equal }, () => `${added} results came new, ${equal} were there already.\n\n${describeStudy(status)}`)
          return undefined
        }),
      ),
    )
  describeUse(command, ['study import results/part-1', 'study import results/part-1 results/part-2'], `${resultText.slice(0, -1)},"added","equal"}`)
}

const addRemove: AddCommand = (parent, run) => {
  const command = parent
    .command('remove')
    .summary('forget a study; its runs stay')
    .description('Removes a study with its file and the results that were imported. The runs of this history stay, as ordinary runs.')
    .argument(...studyArgument)
    .action((key: string) =>
      run((context) =>
        withStudio(context, async ({ history }) => {
          const { id, name, cells } = await Promise.resolve(history.removeStudy(key))
          const runs = cells.flatMap(({ runId }) => (runId === null ? [] : [runId]))
          context.terminal.result({ study: id, name, runs }, () => `Removed study ${printable(name)} (${id}).${runs.length === 0 ? '' : ` Its runs stay: ${runs.join(', ')}.`}`)
          return undefined
        }),
      ),
    )
  describeUse(command, ['study remove my-study'], '{"study","name","runs":[…]}')
}
