/**
 * The id lists of every choice a user has. Forms, command line and registries are built from these lists: to add an
 * entry, add the id here, one file that implements it and one registry line; whatever is missing fails to compile.
 */
export const builtInSpaceIds = ['nas-bench-201', 'mobilenet'] as const
export type BuiltInSpaceId = (typeof builtInSpaceIds)[number]

/** `own`: any space that a user brought as a file. */
export const spaceIds = [...builtInSpaceIds, 'own'] as const
export type SpaceId = (typeof spaceIds)[number]

/** Strides of a MobileNet space: those of the 32-pixel form, or those published for ImageNet. */
export const formIds = ['cifar', 'imagenet'] as const
export type FormId = (typeof formIds)[number]

export const methodIds = ['spos', 'fairnas', 'fsnas'] as const
export type MethodId = (typeof methodIds)[number]

/** Learning-rate schedules: constant, cosine, one fixed decay exponent for all subnets, and CaLR. */
export const rateIds = ['constant', 'cosine', 'fixed', 'calr'] as const
export type RateId = (typeof rateIds)[number]

/** Momentum policies: one set of buffers, momentum separation (MS), and its control with groups drawn at random. */
export const momentumIds = ['shared', 'separated', 'random-groups'] as const
export type MomentumId = (typeof momentumIds)[number]

/** How architectures are drawn. */
export const samplerIds = ['uniform'] as const
export type SamplerId = (typeof samplerIds)[number]

/** What happens to weights that the step's subnets do not use: see `inactive` in TrainConfig. */
export const inactiveIds = ['decay', 'skip'] as const
export type InactiveId = (typeof inactiveIds)[number]

/** Ground-truth data sets of the NAS-Bench-201 table. */
export const truthIds = ['cifar10', 'cifar100', 'imagenet16'] as const
export type TruthId = (typeof truthIds)[number]

/** How architectures are searched for. */
export const searchMethodIds = ['evolution', 'random', 'exhaustive', 'nsga2'] as const
export type SearchMethodId = (typeof searchMethodIds)[number]

/** What an architecture costs; a search may limit each, and NSGA-II weighs one against the score. */
export const costIds = ['parameters', 'multiplyAdds', 'latency'] as const
export type CostId = (typeof costIds)[number]

/** Recognised layouts of a data-set folder. */
export const datasetKinds = ['class-folders', 'cifar-10', 'cifar-100', 'idx'] as const
export type DatasetKind = (typeof datasetKinds)[number]

/** Where the images of a data set lie: packed once into the home folder, or left where they are and read from there. */
export const storageIds = ['packed', 'indexed'] as const
export type StorageId = (typeof storageIds)[number]

/** Mean and standard deviation that images are normalised with: measured at the import, or published ones. */
export const statisticsIds = ['measured', 'cifar-10', 'cifar-100', 'imagenet', 'imagenet16'] as const
export type StatisticsId = (typeof statisticsIds)[number]

export const roles = ['train', 'valid', 'test'] as const
export type Role = (typeof roles)[number]

/** States of a run. `interrupted`: the process that trained it is gone without an end event. */
export const runStates = ['queued', 'running', 'paused', 'stopped', 'interrupted', 'failed', 'finished'] as const
export type RunState = (typeof runStates)[number]
