import type { Command } from 'commander'
import type { AppSettings } from '../../../src-contract/domain/app-settings'
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

/** @param settings of the home folder, for what is left out */
export function checkpointPolicy(options: CheckpointOptions, settings: AppSettings): CheckpointPolicy {
  return { minutes: options.checkpointMinutes ?? settings.checkpointMinutes, steps: options.checkpointSteps ?? null }
}
