import { InvalidArgumentError, Option, type Command } from 'commander'
import type { CheckpointPolicy } from '../../../src-contract/worker-protocol'
import { countSetting, readNumber, settingOption } from './number-option'

export interface CheckpointOptions {
  readonly checkpointMinutes?: number | undefined
  readonly checkpointSteps?: number | undefined
}

const steps = countSetting('Checkpoint steps', 'also save every N steps', 'steps', 1, null)
const defaultMinutes = 10

export function addCheckpointOptions(command: Command): Command {
  const minutes = new Option('--checkpoint-minutes <minutes>', `save a checkpoint this often [${defaultMinutes}]`).argParser((text: string) => {
    const value = readNumber(text)
    if (value < 0.05 || value > 100_000) throw new InvalidArgumentError('Minutes between checkpoints must be from 0.05 to 100000.')
    return value
  })
  return command.addOption(minutes).addOption(settingOption('--checkpoint-steps <steps>', steps))
}

export function checkpointPolicy(options: CheckpointOptions): CheckpointPolicy {
  return { minutes: options.checkpointMinutes ?? defaultMinutes, steps: options.checkpointSteps ?? null }
}
