import { resolve } from 'node:path'
import { exitCodes } from '../../../src-contract/errors'
import type { CaseResult } from '../../../src-contract/worker-protocol'
import { verifyFolder } from '../../jobs/plain-jobs'
import { bundled } from '../../system/locations'
import { finish, listenerOf } from '../context'
import { describeUse } from '../help'
import { formatCount } from '../output/format'
import type { AddCommand } from './command'

export const addVerify: AddCommand = (parent, run) => {
  const command = parent
    .command('verify')
    .summary("replay golden cases on this machine's device")
    .description('Replays recorded training steps from their stored states and compares losses, learning rates, weights, momentum and logits. Run it on a new machine; the limits have been tried on CPUs only. Cases of methods and spaces that do not exist yet count as unsupported.')
    .argument('[folder]', 'folder of cases; those that come with the application when left out')
    .action((folder: string | undefined) =>
      run(async (context) => {
        const { terminal } = context
        const base = listenerOf(context)
        const job = verifyFolder(context.queue, folder === undefined ? bundled.goldenCases() : resolve(folder), {
          ...base,
          event(event) {
            // One line a case as soon as it is known, on stdout with and without --json.
            if (event.kind === 'case') terminal.result(event.result, () => describeCase(event.result))
            else base.event(event)
          },
        })
        const { cases, passed, failed, unsupported } = await finish(context, job)
        terminal.result({ cases, passed, failed, unsupported }, () => `${formatCount(cases, 'case')}: ${passed} passed, ${failed} failed, ${unsupported} unsupported`)
        return failed > 0 ? exitCodes['run-failed'] : exitCodes.done
      }),
    )
  describeUse(command, ['verify', 'verify my-cases --json'], '{"cases","passed","failed","unsupported"} (before it one line a case)')
}

function describeCase(result: CaseResult): string {
  const verdict = !result.supported ? 'unsupported' : result.pass === true ? 'pass' : 'FAIL'
  const figures =
    'largest' in result
      ? [['largest', result.largest] as const]
      : (['loss', 'learningRate', 'weights', 'momentum', 'logits'] as const).map((name) => [name, result[name]] as const)
  const text = figures.flatMap(([name, value]) => (value === null ? [] : [`${name} ${value.toExponential(1)}`])).join('  ')
  return `${verdict.padEnd(12)}${result.name.padEnd(32)} ${text}${result.reason === '' ? '' : `  ${result.reason}`}`.trimEnd()
}
