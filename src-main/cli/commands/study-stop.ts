/** `studio study stop …`: asks the command that runs a study in another terminal to end, as Ctrl-C there does. */
import { StudioError, systemErrorCode } from '../../../src-contract/errors'
import { openHistory } from '../../database/open-history'
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
    signal(open.ownerPid, 'SIGTERM')
    terminal.note(`Asked process ${open.ownerPid} to stop; it saves a checkpoint first.`)
    await gone(open.ownerPid)
    terminal.result({ study: id, name, stopped: true }, () => `Stopped. Go on: studio study resume ${name}`)
    return undefined
  } finally {
    await open.close()
  }
}

async function gone(pid: number): Promise<void> {
  while (signal(pid, 0)) await new Promise((again) => setTimeout(again, 100))
}

/** False where there is no such process any more. */
function signal(pid: number, what: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(pid, what)
  } catch (error) {
    if (systemErrorCode(error) === 'ESRCH') return false
    throw error
  }
}
