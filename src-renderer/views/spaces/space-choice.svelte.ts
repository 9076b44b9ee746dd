/** What the screen of search spaces shows; kept while the user is elsewhere. */
import { spaceIds, type SpaceId } from '../../../src-contract/domain/choices'
import { trainSettings, type NumberSetting } from '../../../src-contract/domain/settings'
import { createSearchSpace, spaceSpecs } from '../../../src-contract/search-space/registry'
import type { Architecture, SearchSpace } from '../../../src-contract/search-space/search-space'
import { numberOf, problemOf } from '../../components/number-text'

/** What a run takes from its data set; here it is free. */
export const dataSettings = {
  classes: { label: 'Classes', meaning: 'outputs of the classifier', unit: '', default: 10, min: 2, max: 65_536, integer: true },
  imageSize: { label: 'Image size', meaning: 'side of the input in pixels', unit: '', default: 32, min: 4, max: 1024, integer: true },
} as const satisfies Record<string, NumberSetting>

class SpaceChoice {
  id = $state<SpaceId>(spaceIds[0])
  /** As typed. */
  channels = $state(String(trainSettings.channels.default))
  cells = $state(String(trainSettings.cells.default))
  classes = $state(String(dataSettings.classes.default))
  imageSize = $state(String(dataSettings.imageSize.default))
  index = $state(firstShown(spaceIds[0]))
  /** The last values that made sense: figures stay while something half typed does not. */
  private last = { channels: 16, cells: 5, classes: 10, imageSize: 32 }

  readonly values = $derived.by(() => {
    const next = {
      channels: valid(trainSettings.channels, this.channels),
      cells: valid(trainSettings.cells, this.cells),
      classes: valid(dataSettings.classes, this.classes),
      imageSize: this.imageSizeProblem === null ? valid(dataSettings.imageSize, this.imageSize) : null,
    }
    this.last = {
      channels: next.channels ?? this.last.channels,
      cells: next.cells ?? this.last.cells,
      classes: next.classes ?? this.last.classes,
      imageSize: next.imageSize ?? this.last.imageSize,
    }
    return this.last
  })
  readonly config = $derived({ id: this.id, channels: this.values.channels, cells: this.values.cells })
  readonly space: SearchSpace = $derived(createSearchSpace(this.config, this.values.classes))
  readonly architecture: Architecture = $derived(this.space.fromIndex(this.index))

  /** Null where images of the typed size fit the network. */
  get imageSizeProblem(): string | null {
    const value = valid(dataSettings.imageSize, this.imageSize)
    if (value === null) return null
    try {
      createSearchSpace({ id: this.id, channels: 1, cells: 1 }, 2).checkImageSize(value)
      return null
    } catch {
      // The space's own sentence speaks of a data set; here there is none.
      return `Images of ${value} pixels do not halve evenly through this network`
    }
  }

  choose(id: SpaceId): void {
    this.id = id
    this.index = firstShown(id)
  }

  /** Steps through the space, from the last to the first. */
  step(by: number): void {
    const size = Number(this.space.size)
    this.index = (this.index + by + size) % size
  }

  random(): void {
    this.index = crypto.getRandomValues(new Uint32Array(1)).reduce((_, draw) => draw % Number(this.space.size), 0)
  }
}

/** The largest convolution on every edge, a network that everybody knows: at index 0 there may be nothing but "none". */
function firstShown(id: SpaceId): number {
  const kernels = spaceSpecs[id].operations.map((operation) => (operation.kind === 'convolution' ? operation.kernel : 0))
  const largest = kernels.indexOf(Math.max(...kernels))
  const space = createSearchSpace({ id, channels: 1, cells: 1 }, 2)
  return space.index(space.choices.map(() => largest))
}

function valid(setting: NumberSetting, text: string): number | null {
  return problemOf(setting, text) === null ? (numberOf(text) ?? setting.default) : null
}

export const choice = new SpaceChoice()
