import { Option } from 'commander'
import { builtInSpaceIds, formIds, inactiveIds, methodIds, momentumIds, rateIds } from '../../../src-contract/domain/choices'
import { methodTexts } from '../../../src-contract/domain/choice-texts'
import type { TrainRequest } from '../../../src-contract/domain/train-request'
import { defaultSpace, listSettings } from '../../../src-contract/search-space/space-config'
import { trainRun } from '../../jobs/train-run'
import { listenerOf, withStudio } from '../context'
import { describeUse, needed } from '../help'
import { followTraining } from '../follow-training'
import { augmentHelp, parseAugment } from '../parse/augment'
import { addCheckpointOptions, checkpointPolicy, type CheckpointOptions } from '../parse/checkpoint-options'
import { listOption } from '../parse/list-option'
import { trainOption } from '../parse/number-option'
import { namedSpace } from '../parse/named-space'
import type { AddCommand } from './command'

/** As given: the space may be one of the user's own. */
type TrainOptions = Omit<Partial<TrainRequest>, 'space' | 'spec'> & CheckpointOptions & { readonly space?: string }

const resultText = '{"run","state","steps","totalSteps","finalLoss","weightsSha256","seconds"}'

export const addTrain: AddCommand = (parent, run) => {
  const command = parent
    .command('train')
    .summary('train a supernet')
    .description('Trains a supernet on a data set and keeps run, metrics and checkpoints in the history. Ctrl-C finishes the step, saves a checkpoint and ends; "studio resume" goes on from it. Defaults stand in brackets.')
    .option('--dataset <dataset>', 'needed: id (or its beginning) or name of the data set')
    .option('--name <name>', 'name of the run; made from its strategy when left out')
    .option('--space <space>', `search space: ${builtInSpaceIds.join(', ')}, or the name of one of your own (studio space list) [${defaultSpace}]`)
    .addOption(trainOption('--channels <C>', 'channels'))
    .addOption(trainOption('--cells <N>', 'cells'))
    .addOption(new Option('--form <form>', 'mobilenet: strides for images of about 32 or of about 224 pixels (default: by the size of the images)').choices(formIds))
    .addOption(listOption('--strides <list>', 'strides', 'instead of a form'))
    .addOption(trainOption('--width <factor>', 'width'))
    .addOption(listOption('--blocks <list>', 'blocks', `[${listSettings.blocks.published.join(',')}]`))
    .addOption(choice('--method <method>', `training method; ${methodIds.map((id) => `${id}: ${methodTexts[id].meaning}`).join('; ')}`, methodIds, 'spos'))
    .addOption(choice('--rate <rate>', 'learning-rate schedule; calr: complexity-aware', rateIds, 'cosine'))
    .addOption(trainOption('--gamma-max <gamma>', 'gammaMax'))
    .addOption(trainOption('--gamma <gamma>', 'gamma'))
    .addOption(choice('--momentum <momentum>', 'momentum buffers: one set, or one for each operation of the split choice', momentumIds, 'shared'))
    .addOption(trainOption('--split-choice <choice>', 'splitChoice'))
    .addOption(trainOption('--stage-choice <choice>', 'stageChoice'))
    .addOption(trainOption('--stage <operation>', 'stage'))
    .addOption(choice('--inactive <inactive>', 'weights that a step does not use: decay as if their gradient were zero (published), or skip them', inactiveIds, 'decay'))
    .addOption(trainOption('--lr <rate>', 'lr'))
    .addOption(trainOption('--sgd-momentum <m>', 'sgdMomentum'))
    .addOption(trainOption('--weight-decay <d>', 'weightDecay'))
    .addOption(trainOption('--clip <norm>', 'clip'))
    .addOption(new Option('--augment <list>', augmentHelp).argParser(parseAugment))
    .addOption(trainOption('--batch <images>', 'batch'))
    .addOption(trainOption('--seed <seed>', 'seed'))
    .addOption(trainOption('--epochs <epochs>', 'epochs'))
    .addOption(trainOption('--steps <steps>', 'steps'))
    .addOption(trainOption('--train-images <images>', 'trainImages'))
    .addOption(trainOption('--valid-images <images>', 'validImages'))
    .addOption(trainOption('--threads <threads>', 'threads'))
    .addOption(trainOption('--decoders <threads>', 'decoders'))
  addCheckpointOptions(command).action((options: TrainOptions) =>
    run((context) =>
      withStudio(context, async (studio) => {
        const { checkpointMinutes, checkpointSteps, space, ...wishes } = options
        const request = { ...wishes, ...namedSpace(space, studio.home), dataset: needed(options.dataset, '--dataset') }
        const policy = checkpointPolicy({ checkpointMinutes, checkpointSteps })
        return followTraining(context, studio, await trainRun(studio, request, policy, listenerOf(context)))
      }),
    ),
  )
  describeUse(
    command,
    [
      'train --dataset cifar10 --epochs 250',
      'train --dataset cifar10 --rate calr --momentum separated --epochs 250 --seed 1',
      'train --dataset cifar10 --method fsnas --rate calr --momentum separated --epochs 300',
      'train --dataset cifar10 --space mobilenet --width 0.5 --blocks 2,2,2,2,2,1 --epochs 50',
      'train --dataset cifar10 --space small-cell --epochs 50',
      'train --dataset mnist --channels 8 --cells 1 --steps 500 --augment crop:2 --checkpoint-steps 100',
    ],
    resultText,
  )
}

function choice(flags: string, meaning: string, ids: readonly string[], standard: string): Option {
  // The default is only named here: options left out must stay undefined, so that the resolution sees what was given.
  return new Option(flags, `${meaning} [${standard}]`).choices(ids)
}
