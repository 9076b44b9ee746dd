import type { Command } from 'commander'
import { checkpointMinutes } from '../../../src-contract/domain/settings'
import type { CheckpointPolicy } from '../../../src-contract/worker-protocol'
import { countSetting, settingOption } from './number-option'

export interface CheckpointOptions {
  readonly checkpointMinutes?: number | undefined
  readonly checkpointSteps?: number | undefined
}

const steps = countSetting('Checkpoint steps', 'also save every N steps', 'steps', 1, null)

export function addCheckpointOptions(command: Command): Command {
  return command.addOption(settingOption('--checkpoint-minutes <minutes>', checkpointMinutes)).addOption(settingOption('--checkpoint-steps <steps>', steps))
}

export function checkpointPolicy(options: CheckpointOptions): CheckpointPolicy {
  return { minutes: options.checkpointMinutes ?? checkpointMinutes.default, steps: options.checkpointSteps ?? null }
}
