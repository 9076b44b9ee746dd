import { Command, CommanderError } from 'commander'
import { exitCodes, type ErrorCode } from '../../src-contract/errors'
import { defaultHome } from '../system/home-folder'
import { studioVersion } from '../system/versions'
import { addBench } from './commands/bench'
import { addBenchData } from './commands/bench-data'
import type { Run } from './commands/command'
import { addDataset } from './commands/dataset'
import { addDoctor } from './commands/doctor'
import { addExport } from './commands/export'
import { addGpu } from './commands/gpu'
import { addQuickstart } from './commands/quickstart'
import { addRank } from './commands/rank'
import { addResume } from './commands/resume'
import { addRuns } from './commands/runs'
import { addSearch } from './commands/search'
import { addSettings } from './commands/settings'
import { addShow } from './commands/show'
import { addSpace } from './commands/space'
import { addStudy } from './commands/study'
import { addTrain } from './commands/train'
import { addVerify } from './commands/verify'
import { describeUse } from './help'

/** In the order in which one meets them. */
const commands = [addQuickstart, addDataset, addSpace, addTrain, addResume, addRank, addSearch, addStudy, addRuns, addShow, addExport, addSettings, addGpu, addVerify, addDoctor, addBench, addBenchData]

export interface GlobalOptions {
  readonly home: string
  readonly json?: boolean
}

export function createProgram(run: Run, write: (text: string) => void): Command {
  const program = new Command('studio')
    .description('Supernet Studio: train one-shot supernets, rank architectures and compare strategies, on your own machine.')
    .version(studioVersion)
    .option('--home <folder>', 'folder of the history, data sets and runs', defaultHome())
    .option('--json', 'one JSON object a line on stdout: reports carry "event", the result comes last and does not; errors stay on stderr')
    .showHelpAfterError(false)
  describeUse(program, [
    'quickstart',
    'dataset add ~/pictures/flowers',
    'train --dataset flowers --rate calr --momentum separated --epochs 50',
    'rank RUN --architectures paper-subset',
    'COMMAND --help',
  ])
  for (const add of commands) add(program, run)
  configure(program, program, write)
  program.hook('preAction', (_, action) => refuseOthers(program, action))
  return program
}

/** Options of the program may stand anywhere; those of a command that has sub-commands too (`rank`, `search`) are none of theirs. */
function refuseOthers(program: Command, action: Command): void {
  for (let above = action.parent; above !== null && above !== program; above = above.parent) {
    const given = above.options.find((option) => above?.getOptionValueSource(option.attributeName()) === 'cli')
    if (given !== undefined) throw new CommanderError(exitCodes.usage, 'commander.unknownOption', `error: unknown option '${given.long ?? given.flags}' of ${above.name()} ${action.name()}`)
  }
}

/** Sub-commands inherit these only from the moment they are made, so they are set for all of them afterwards. */
function configure(command: Command, program: Command, write: (text: string) => void): void {
  command
    .exitOverride()
    .configureHelp({ showGlobalOptions: true, sortSubcommands: false, visibleGlobalOptions: (of) => (of === program ? [] : [...program.options]) })
    .configureOutput({ writeOut: write, writeErr: () => undefined, outputError: () => undefined })
  for (const child of command.commands) configure(child, program, write)
}

/** What commander says about the arguments, as one of our errors; null where it only printed help or version. */
export function usageError(error: CommanderError): { readonly code: ErrorCode; readonly message: string } | null {
  if (error.exitCode === exitCodes.done) return null
  if (error.code === 'commander.help') return { code: 'bad-argument', message: 'Give a command; see --help.' }
  const sentence = error.message.replace(/^error: /, '').replace(/\s*\n\s*/g, ' ').trim()
  const text = sentence.charAt(0).toUpperCase() + sentence.slice(1)
  const code = error.code === 'commander.unknownOption' || error.code === 'commander.unknownCommand' ? 'unknown-option' : 'bad-argument'
  return { code, message: /[.)?]$/.test(text) ? text : `${text}.` }
}
