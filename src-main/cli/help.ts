import type { Command } from 'commander'
import { StudioError } from '../../src-contract/errors'

const exitCodesText = `Exit codes:
  0    done
  1    a defect of Supernet Studio
  2    usage: unknown option, wrong value
  3    bad input: unreadable data, malformed file
  4    not found: data set, run, file or checkpoint
  5    history in use by another process (its id is named)
  6    the run failed: not a number, out of memory, process died
  7    disk full, failed or not writable
  130  stopped by Ctrl-C (training and ranking can be resumed)`

/** What stands below the options of every command: examples, which JSON it prints, exit codes. */
export function describeUse(command: Command, examples: readonly string[], json?: string): Command {
  const parts = [`Examples:\n${examples.map((example) => `  studio ${example}`).join('\n')}`]
  if (json !== undefined) parts.push(`With --json, the last line of stdout:\n  ${json}`)
  parts.push(exitCodesText)
  return command.addHelpText('after', `\n${parts.join('\n\n')}`)
}

/**
 * An option that a command cannot do without. Not commander's own kind: it complains of the missing one before it sees
 * that the user misspelt it.
 */
export function needed<T>(value: T | undefined, flag: string): T {
  if (value === undefined) throw new StudioError('bad-argument', `Option ${flag} is missing; see --help.`)
  return value
}
