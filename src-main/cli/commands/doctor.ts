import { exitCodes } from '../../../src-contract/errors'
import { examine } from '../examine'
import { askWhy } from '../../gpu/check'
import { viewRuntime } from '../../gpu/runtime'
import { askDevice } from '../../jobs/plain-jobs'
import { finish, listenerOf } from '../context'
import { describeUse } from '../help'
import type { AddCommand } from './command'

export const addDoctor: AddCommand = (parent, run) => {
  const command = parent.command('doctor').summary('look whether everything is in order').description('Checks each part Supernet Studio stands on and says what is wrong with it.').action(() =>
    run(async (context) => {
      const { devices } = context
      const answer = askWhy(devices.current(), (said) => finish(context, askDevice(context.queue, listenerOf(context), said)))
      const parts = await examine(context.home, answer, (found) => viewRuntime(devices, found))
      const ok = parts.every((part) => part.ok)
      context.terminal.result({ ok, parts }, () =>
        [
          ...parts.map((part) => `${part.ok ? 'ok  ' : 'BAD '} ${part.name.padEnd(14)} ${[part.version, part.path, part.reason].filter((text) => text !== '').join('  ')}`),
          ok ? 'Everything is in order.' : 'Something is not in order.',
        ].join('\n'),
      )
      return ok ? exitCodes.done : exitCodes['run-failed']
    }),
  )
  describeUse(command, ['doctor', 'doctor --json'], '{"ok","parts":[{"name","ok","version","path","reason"}]}')
}
