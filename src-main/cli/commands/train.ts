import { Option } from 'commander'
import { builtInSpaceIds, formIds, inactiveIds, methodIds, momentumIds, rateIds } from '../../../src-contract/domain/choices'
import { methodTexts, momentumTexts } from '../../../src-contract/domain/choice-texts'
import type { ArchitectureSubset } from '../../../src-contract/domain/ranking'
import type { TrainRequest } from '../../../src-contract/domain/train-request'
import { createSearchSpace } from '../../../src-contract/search-space/registry'
import { defaultSpace, listSettings, spaceConfig } from '../../../src-contract/search-space/space-config'
import type { Studio } from '../../jobs/studio'
import { beginRun, enterRuns, trainRun } from '../../jobs/train-run'
import { listenerOf, withStudio } from '../context'
import { describeUse, needed } from '../help'
import { followTraining } from '../follow-training'
import { followTrainings } from '../follow-trainings'
import { parseArchitectureWish, resolveWish, type ArchitectureWish } from '../parse/architectures'
import { augmentHelp, parseAugment } from '../parse/augment'
import { addCheckpointOptions, checkpointPolicy, type CheckpointOptions } from '../parse/checkpoint-options'
import { listOption } from '../parse/list-option'
import { trainOption } from '../parse/number-option'
import { namedSpace } from '../parse/named-space'
import { parseSeeds } from '../parse/seeds'
import type { AddCommand } from './command'

/** As given: the space may be one of the user's own. */
type TrainOptions = Omit<Partial<TrainRequest>, 'space' | 'spec' | 'trackArchitectures'> & CheckpointOptions & { readonly space?: string; readonly seeds?: readonly number[]; readonly trackArchitectures?: ArchitectureWish }

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
    .addOption(choice('--momentum <momentum>', `momentum buffers; ${momentumIds.map((id) => `${id}: ${momentumTexts[id].meaning}`).join('; ')}`, momentumIds, 'shared'))
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
    .addOption(new Option('--seeds <list>', 'a run for each of these seeds, as many at once as the settings say (studio settings)').conflicts('seed').argParser(parseSeeds))
    .addOption(trainOption('--epochs <epochs>', 'epochs'))
    .addOption(trainOption('--steps <steps>', 'steps'))
    .addOption(trainOption('--train-images <images>', 'trainImages'))
    .addOption(trainOption('--valid-images <images>', 'validImages'))
    .addOption(trainOption('--track-every <epochs>', 'trackEvery'))
    .addOption(new Option('--track-architectures <which>', 'which are judged: paper-subset (the 327), all, random:N, or a file with one a line [paper-subset; random:100 where a space has none]').argParser(parseArchitectureWish))
    .addOption(trainOption('--track-images <images>', 'trackImages'))
    .addOption(trainOption('--threads <threads>', 'threads'))
    .addOption(trainOption('--decoders <threads>', 'decoders'))
  addCheckpointOptions(command).action((options: TrainOptions) =>
    run((context) =>
      withStudio(context, async (studio) => {
        const { checkpointMinutes, checkpointSteps, space, seeds, trackArchitectures, ...wishes } = options
        const wish = { ...wishes, ...namedSpace(space, studio.home), dataset: needed(options.dataset, '--dataset') }
        const request = trackArchitectures === undefined ? wish : { ...wish, trackArchitectures: await trackedWish(trackArchitectures, wish, studio) }
        const policy = checkpointPolicy({ checkpointMinutes, checkpointSteps }, context.settings())
        if (seeds !== undefined) {
          const runs = await enterRuns(studio, request, seeds)
          return followTrainings(context, studio, runs, (run, listener) => beginRun(studio, run, policy, listener))
        }
        return followTraining(context, studio, await trainRun(studio, request, policy, listenerOf(context)))
      }),
    ),
  )
  describeUse(
    command,
    [
      'train --dataset cifar10 --epochs 250',
      'train --dataset cifar10 --rate calr --momentum separated --epochs 250 --seed 1',
      'train --dataset cifar10 --rate calr --epochs 250 --seeds 0-2',
      'train --dataset cifar10 --method fsnas --rate calr --momentum separated --epochs 300',
      'train --dataset cifar10 --space mobilenet --width 0.5 --blocks 2,2,2,2,2,1 --epochs 50',
      'train --dataset cifar10 --space small-cell --epochs 50',
      'train --dataset cifar10 --epochs 250 --track-every 10 --track-images 1024',
      'train --dataset mnist --channels 8 --cells 1 --steps 500 --augment crop:2 --checkpoint-steps 100',
    ],
    `${resultText}; with --seeds {"runs":[…]} of those`,
  )
}

/** A file of architectures is read in the space that is trained. */
async function trackedWish(which: ArchitectureWish, wish: TrainRequest, { history }: Studio): Promise<ArchitectureSubset> {
  const { imageSize, classes } = await history.dataset(wish.dataset)
  return resolveWish(which, createSearchSpace(spaceConfig(wish, imageSize), classes.length))
}

function choice(flags: string, meaning: string, ids: readonly string[], standard: string): Option {
  // The default is only named here: options left out must stay undefined, so that the resolution sees what was given.
  return new Option(flags, `${meaning} [${standard}]`).choices(ids)
}
