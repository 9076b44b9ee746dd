/** What each id of the choice lists is called and means, for forms and tables. A new id without its text does not compile. */
import type { CostId, FormId, InactiveId, MethodId, MomentumId, RateId, SearchMethodId, SpaceId, StatisticsId, StorageId, TruthId } from './choices'

export interface ChoiceText {
  readonly title: string
  readonly meaning: string
}

export const spaceTexts: Readonly<Record<SpaceId, ChoiceText>> = {
  'nas-bench-201': { title: 'NAS-Bench-201', meaning: 'a small cell that is repeated over the network; every architecture has a true accuracy' },
  mobilenet: { title: 'MobileNet', meaning: 'a chain of inverted residual layers, each with its own kernel and expansion or left out; no true accuracies' },
  own: { title: 'Own', meaning: 'a space of your own, out of a file; no true accuracies' },
}

export const formTexts: Readonly<Record<FormId, ChoiceText>> = {
  cifar: { title: '32 pixels', meaning: 'the first convolution and the first stage keep the size: for images of about 32 pixels' },
  imagenet: { title: 'ImageNet', meaning: 'the published strides, for images of about 224 pixels' },
}

export const methodTexts: Readonly<Record<MethodId, ChoiceText>> = {
  spos: { title: 'SPOS', meaning: 'each step trains one architecture, drawn uniformly' },
  fairnas: { title: 'FairNAS', meaning: 'each step trains one architecture per operation, so that every operation of every choice is used once; their gradients are summed' },
  fsnas: { title: 'FSNAS', meaning: 'few-shot: one sub-supernet for each operation of the stage choice, trained one after another, each as SPOS is' },
}

export const rateTexts: Readonly<Record<RateId, ChoiceText>> = {
  cosine: { title: 'Cosine', meaning: 'half a cosine from the learning rate to 0, the same for all subnets' },
  calr: { title: 'CaLR', meaning: 'complexity-aware: small subnets decay fast, large ones slowly' },
  fixed: { title: 'Fixed exponent', meaning: 'the decay of CaLR with one exponent for all subnets, as a control' },
  constant: { title: 'Constant', meaning: 'the learning rate does not change' },
}

export const momentumTexts: Readonly<Record<MomentumId, ChoiceText>> = {
  shared: { title: 'Shared', meaning: 'one set of momentum buffers for all subnets' },
  separated: { title: 'Separated (MS)', meaning: 'one set of buffers for each operation on the split choice' },
  'random-groups': { title: 'Random groups', meaning: 'as many sets of buffers as MS has, but architectures are spread over them at random: a control, which tells what more buffers bring from what the structure of the groups brings' },
}

export const inactiveTexts: Readonly<Record<InactiveId, ChoiceText>> = {
  decay: { title: 'Decay', meaning: 'weights that a step does not use still move by weight decay and momentum, as published' },
  skip: { title: 'Skip', meaning: 'weights that a step does not use stay as they are' },
}

export const searchMethodTexts: Readonly<Record<SearchMethodId, ChoiceText>> = {
  evolution: { title: 'Evolution', meaning: 'each generation holds mutations and crossovers of the best architectures so far, topped up at random; none twice' },
  random: { title: 'Random', meaning: 'architectures drawn uniformly, none twice: the baseline of every other method' },
  exhaustive: { title: 'Exhaustive', meaning: 'every architecture within the limits, for small spaces' },
  nsga2: { title: 'NSGA-II', meaning: 'evolution of a whole front: good scores at every cost at once' },
}

export const costTexts: Readonly<Record<CostId, ChoiceText>> = {
  parameters: { title: 'Parameters', meaning: 'convolution and classifier weights' },
  multiplyAdds: { title: 'Multiply-adds', meaning: 'of convolutions and classifier, for one image' },
  latency: { title: 'Latency', meaning: 'median time of one forward pass, measured on this machine' },
}

export const storageTexts: Readonly<Record<StorageId, ChoiceText>> = {
  packed: { title: 'Packed', meaning: 'images are decoded once and kept at the chosen size; the folder is not needed afterwards' },
  indexed: { title: 'Indexed', meaning: 'images stay in their folder and are read from there in training, each time cropped anew from the whole picture' },
}

export const statisticsTexts: Readonly<Record<StatisticsId, ChoiceText>> = {
  measured: { title: 'Measured', meaning: 'on the training images' },
  'cifar-10': { title: 'CIFAR-10', meaning: 'as published' },
  'cifar-100': { title: 'CIFAR-100', meaning: 'as published' },
  imagenet: { title: 'ImageNet', meaning: 'as published' },
  imagenet16: { title: 'ImageNet16-120', meaning: 'as published for 16 pixels' },
}

export const truthTitles: Readonly<Record<TruthId, string>> = {
  cifar10: 'CIFAR-10',
  cifar100: 'CIFAR-100',
  imagenet16: 'ImageNet16-120',
}
