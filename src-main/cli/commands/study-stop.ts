/** `studio study stop …`: asks the command that runs a study in another terminal to end, as Ctrl-C there does. */
import { StudioError, systemErrorCode } from '../../../src-contract/errors'
import { openHistory } from '../../database/open-history'
import { endOfProcess } from '../../system/live-process'
import type { CommandContext } from '../context'
import { describeUse } from '../help'
import type { AddCommand } from './command'

export const addStudyStop: AddCommand = (parent, run) => {
  const command = parent
    .command('stop')
    .summary('stop a study that runs in another terminal')
    .description('Asks the command that runs the study to finish its step, save a checkpoint and end, and waits for that. "study resume" goes on later.')
    .argument('<study>', 'id (or its beginning) or name of the study')
    .action((key: string) => run(async (context) => stop(context, key)))
  describeUse(command, ['study stop my-study'], '{"study","name","stopped"}')
}

async function stop({ home, terminal }: CommandContext, key: string): Promise<undefined> {
  const open = await openHistory(home, { purpose: 'look' })
  try {
    const { id, name } = await open.history.study(key)
    if (open.access !== 'guest' || !(await open.history.studiesUnderWay()).includes(id)) {
      terminal.result({ study: id, name, stopped: false }, () => `Study ${name} is not running.`)
      return undefined
    }
    if (open.ownerPlace === 'window') throw new StudioError('history-in-use', `Study "${name}" runs in the window (process ${open.ownerPid}): stop it there.`)
    askToEnd(open.ownerPid)
    terminal.note(`Asked process ${open.ownerPid} to stop; it saves a checkpoint first.`)
    await endOfProcess(open.ownerPid)
    terminal.result({ study: id, name, stopped: true }, () => `Stopped. Go on: studio study resume ${name}`)
    return undefined
  } finally {
    await open.close()
  }
}

function askToEnd(pid: number): void {
  try {
    process.kill(pid, 'SIGTERM')
  } catch (error) {
    // It ended meanwhile.
    if (systemErrorCode(error) !== 'ESRCH') throw error
  }
}
