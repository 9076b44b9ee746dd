/** Settings of a search space as a person types them, the same in every form. */
import type { FormId, SpaceId } from '../../src-contract/domain/choices'
import type { SpaceConfig } from '../../src-contract/domain/run'
import { trainSettings } from '../../src-contract/domain/settings'
import { defaultForm, defaultSpace, formOf, listSettings, parseList, spaceConfig, spaceSettings, type ListSettingId, type SpaceWish } from '../../src-contract/search-space/space-config'
import { numberOf, problemOf } from './number-text'

export const spaceNumberIds = ['channels', 'cells', 'width'] as const
export type SpaceNumberId = (typeof spaceNumberIds)[number]

export interface TypedSpace {
  space: SpaceId
  /** `own`: the typed strides. */
  form: FormId | 'own'
  strides: string
  blocks: string
  numbers: Record<SpaceNumberId, string>
}

/** Texts of a wish for a space; what it leaves out has its default. */
export function typedSpace(wish: SpaceWish = {}): TypedSpace {
  const form = wish.form ?? (wish.strides === undefined ? defaultForm(32) : formOf(wish.strides))
  return {
    space: wish.space ?? defaultSpace,
    form: form ?? 'own',
    strides: (wish.strides ?? listSettings.strides.published).join(','),
    blocks: (wish.blocks ?? listSettings.blocks.published).join(','),
    numbers: {
      channels: String(wish.channels ?? trainSettings.channels.default),
      cells: String(wish.cells ?? trainSettings.cells.default),
      width: String(wish.width ?? trainSettings.width.default),
    },
  }
}

export const numbersOf = (space: SpaceId): readonly SpaceNumberId[] => spaceNumberIds.filter((id) => spaceSettings[space].includes(id))

export function listProblem(id: ListSettingId, text: string): string | null {
  const list = parseList(id, text)
  return typeof list === 'string' ? list : null
}

/** Whether every setting of the chosen space is in order. */
export function isSound({ space, form, strides, blocks, numbers }: TypedSpace): boolean {
  const lists = space !== 'mobilenet' || ((form !== 'own' || listProblem('strides', strides) === null) && listProblem('blocks', blocks) === null)
  return lists && numbersOf(space).every((id) => problemOf(trainSettings[id], numbers[id]) === null)
}

/** The wish for the chosen space, without the other spaces' settings and without what makes no sense. */
export function typedWish({ space, form, strides, blocks, numbers }: TypedSpace): SpaceWish {
  const list = (id: ListSettingId, text: string): readonly number[] | undefined => {
    const found = parseList(id, text)
    return typeof found === 'string' ? undefined : found
  }
  const own = numbersOf(space).map((id) => [id, problemOf(trainSettings[id], numbers[id]) === null ? (numberOf(numbers[id]) ?? undefined) : undefined] as const)
  const wish: SpaceWish = { space, ...Object.fromEntries(own.filter(([, value]) => value !== undefined)) }
  if (space !== 'mobilenet') return wish
  const [ownStrides, ownBlocks] = [list('strides', strides), list('blocks', blocks)]
  return { ...wish, ...(form !== 'own' ? { form } : ownStrides && { strides: ownStrides }), ...(ownBlocks && { blocks: ownBlocks }) }
}

export function typedConfig(typed: TypedSpace): SpaceConfig {
  return spaceConfig(typedWish(typed))
}
