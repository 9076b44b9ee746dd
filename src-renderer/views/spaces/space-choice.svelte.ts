/** What the screen of search spaces shows; kept while the user is elsewhere. */
import type { SpaceId } from '../../../src-contract/domain/choices'
import type { SpaceConfig } from '../../../src-contract/domain/run'
import type { NumberSetting } from '../../../src-contract/domain/settings'
import { createSearchSpace, spacePlan } from '../../../src-contract/search-space/registry'
import { neighbour, sumsByOperation, weightElements, type Architecture, type SearchSpace } from '../../../src-contract/search-space/search-space'
import { spaceConfig, type SpaceWish } from '../../../src-contract/search-space/space-config'
import type { SpacePlan } from '../../../src-contract/search-space/spec'
import { numberOf, problemOf } from '../../components/number-text'
import { isSound, typedConfig, typedSpace, type TypedSpace } from '../../components/typed-space'

/** What a run takes from its data set; here it is free. */
export const dataSettings = {
  classes: { label: 'Classes', meaning: 'outputs of the classifier', unit: '', default: 10, min: 2, max: 65_536, integer: true },
  imageSize: { label: 'Image size', meaning: 'side of the input in pixels', unit: '', default: 32, min: 4, max: 1024, integer: true },
} as const satisfies Record<string, NumberSetting>

class SpaceChoice {
  typed = $state<TypedSpace>(typedSpace())
  /** As typed. */
  classes = $state(String(dataSettings.classes.default))
  imageSize = $state(String(dataSettings.imageSize.default))
  private chosen = $state.raw<Architecture>([])
  /** The last values that made sense: figures stay while something half typed does not. */
  private last = { config: typedConfig(typedSpace()), classes: 10, imageSize: 32 }

  readonly config: SpaceConfig = $derived.by(() => {
    if (isSound(this.typed)) this.last.config = typedConfig(this.typed)
    else if (this.typed.space !== 'own' && this.last.config.id !== this.typed.space) this.last.config = spaceConfig({ space: this.typed.space })
    return this.last.config
  })
  readonly values = $derived.by(() => {
    const classes = valid(dataSettings.classes, this.classes) ?? this.last.classes
    const imageSize = (this.imageSizeProblem === null ? valid(dataSettings.imageSize, this.imageSize) : null) ?? this.last.imageSize
    Object.assign(this.last, { classes, imageSize })
    return { classes, imageSize }
  })
  readonly plan: SpacePlan = $derived(spacePlan(this.config))
  readonly space: SearchSpace = $derived(createSearchSpace(this.config, this.values.classes))
  private readonly first: Architecture = $derived(heaviest(this.space))
  /** Null where the space has no indices. */
  readonly index: number | null = $derived.by(() => this.space.index(this.architecture))

  get id(): SpaceId {
    return this.config.id
  }

  /** What was chosen, as far as it is one of this space: a layer more or less makes another space. */
  get architecture(): Architecture {
    return this.space.choices.map(({ operations }, choice) => Math.min(this.chosen[choice] ?? this.first[choice] ?? 0, operations.length - 1))
  }

  set architecture(architecture: Architecture) {
    this.chosen = architecture
  }

  /** Null where images of the typed size fit the network. */
  get imageSizeProblem(): string | null {
    const value = valid(dataSettings.imageSize, this.imageSize)
    if (value === null) return null
    try {
      createSearchSpace(this.config, 2).checkImageSize(value)
      return null
    } catch {
      // The space's own sentence speaks of a data set; here there is none.
      return `Images of ${value} pixels do not fit this network`
    }
  }

  choose(wish: Pick<SpaceWish, 'space' | 'spec'>): void {
    const { space, own } = typedSpace(wish)
    Object.assign(this.typed, { space, own })
    this.begin()
  }

  /** Another space was chosen: its architectures are not those of the one before. */
  begin(): void {
    this.chosen = []
  }

  /** Steps through the space, from the last to the first. */
  step(by: 1 | -1): void {
    this.chosen = neighbour(this.space, this.architecture, by)
  }

  random(): void {
    const draws = crypto.getRandomValues(new Uint32Array(this.space.choices.length))
    this.chosen = this.space.choices.map(({ operations }, choice) => (draws[choice] ?? 0) % operations.length)
  }
}

/** The operation with most weights on every choice, a network that everybody knows: with operation 0 there may be nothing but "none". */
function heaviest(space: SearchSpace): Architecture {
  return sumsByOperation(space, weightElements).operations.map((sizes) => sizes.indexOf(Math.max(...sizes)))
}

function valid(setting: NumberSetting, text: string): number | null {
  return problemOf(setting, text) === null ? (numberOf(text) ?? setting.default) : null
}

export const choice = new SpaceChoice()
