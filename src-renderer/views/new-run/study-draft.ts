/** From the form of a new run to the file of a study: what all arms share, and the strategies that are its arms. Pure. */
import { momentumTexts, rateTexts } from '../../../src-contract/domain/choice-texts'
import { momentumIds, rateIds, type MomentumId, type RateId, type TruthId } from '../../../src-contract/domain/choices'
import type { PresetRequest } from '../../../src-contract/domain/train-request'
import { hasPaperSubset } from '../../../src-contract/search-space/ground-truth'
import { createSearchSpace } from '../../../src-contract/search-space/registry'
import { defaultSpace, spaceConfig } from '../../../src-contract/search-space/space-config'
import type { StudyFigure } from '../../../src-contract/study/figure'
import { studyFormat, type StudyFile } from '../../../src-contract/study/study-file'
import { inSentence } from '../../components/format'

export interface Strategy {
  /** Name of its arm. */
  readonly name: string
  readonly title: string
  readonly rate: RateId
  readonly momentum: MomentumId
}

/** Every schedule with every momentum policy. */
export const strategies: readonly Strategy[] = rateIds.flatMap((rate) =>
  momentumIds.map((momentum) => ({ name: `${rate}-${momentum}`, title: `${rateTexts[rate].title}, ${inSentence(momentumTexts[momentum].title)}`, rate, momentum })),
)

export interface StudyDraft {
  readonly name: string
  /** Name of the data set. */
  readonly dataset: string
  /** Of the form; what belongs to a strategy moves into its arm. */
  readonly settings: PresetRequest
  readonly arms: readonly Strategy[]
  readonly reference: string
  readonly seeds: readonly number[]
  /** Null: all held-out images. */
  readonly images: number | null
  readonly truth: TruthId
  readonly gamma: number
  readonly gammaMax: number
}

export function studyOf({ name, dataset, settings, arms, reference, seeds, images, truth, gamma, gammaMax }: StudyDraft): StudyFile {
  const common = { ...settings, seed: undefined, rate: undefined, gamma: undefined, gammaMax: undefined, momentum: undefined, splitChoice: undefined }
  const { splitChoice } = settings
  const space = settings.space ?? defaultSpace
  return {
    format: studyFormat,
    name,
    dataset,
    settings: common,
    arms: arms.map(({ name: arm, title, rate, momentum }) => ({
      name: arm,
      title,
      settings: { rate, ...(rate === 'fixed' && { gamma }), ...(rate === 'calr' && { gammaMax }), momentum, ...(momentum !== 'shared' && splitChoice !== undefined && { splitChoice }) },
    })),
    seeds: [...seeds],
    reference,
    ranking: { architectures: hasPaperSubset(space) ? 'paper-subset' : drawnOf(settings), ...(images !== null && { images }) },
    figures: hasPaperSubset(space) ? withTruth(truth) : withoutTruth,
  }
}

const drawn = 500

/** All of a space that is smaller: more than there are cannot be drawn. */
function drawnOf(settings: PresetRequest): 'all' | `random:${number}` {
  // Neither classes nor the size of images change the number of architectures.
  const { size } = createSearchSpace(spaceConfig(settings), 2)
  return size <= BigInt(drawn) ? 'all' : `random:${drawn}`
}

/** Bias and order within equal size first: of all figures these depend least on how large the favoured subnets are. */
function withTruth(truth: TruthId): StudyFile['figures'] {
  const by = (figure: StudyFigure['figure'], score: StudyFigure['score']): StudyFigure => ({ figure, score, truth })
  return {
    primary: [by('complexityBias', 'loss'), by('tauWithinEqualParameters', 'loss')],
    secondary: [by('kendallTau', 'loss'), by('kendallTau', 'accuracy'), by('top1', 'loss')],
  }
}

const withoutTruth: StudyFile['figures'] = {
  primary: [{ figure: 'firstAccuracy', score: 'loss' }],
  secondary: [{ figure: 'firstLoss', score: 'loss' }, { figure: 'finalLoss' }],
}
