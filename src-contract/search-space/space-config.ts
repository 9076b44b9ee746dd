/** From a wish for a space to its whole configuration and back: defaults, limits and which setting is of which space. Pure. */
import { spaceIds, type FormId, type SpaceId } from '../domain/choices'
import type { SpaceConfig } from '../domain/run'
import { checkNumber, trainSettings, type NumberSetting } from '../domain/settings'
import { StudioError } from '../errors'
import { formStrides, publishedBlocks } from './mobilenet'

/** What is left out gets its default. */
export interface SpaceWish {
  readonly space?: SpaceId | undefined
  readonly channels?: number | undefined
  readonly cells?: number | undefined
  /** Strides by name, or all of them by `strides`. */
  readonly form?: FormId | undefined
  readonly strides?: readonly number[] | undefined
  readonly width?: number | undefined
  readonly blocks?: readonly number[] | undefined
}

export type SpaceSettingId = Exclude<keyof SpaceWish, 'space'>

/** The settings of each space, in the order in which forms show them. */
export const spaceSettings: Readonly<Record<SpaceId, readonly SpaceSettingId[]>> = {
  'nas-bench-201': ['channels', 'cells'],
  mobilenet: ['form', 'strides', 'width', 'blocks'],
}

/** Settings that are lists of whole numbers, with the limits of each of them. */
export const listSettings = {
  strides: { label: 'Strides', meaning: 'of the first convolution and of each stage, joined by commas', unit: '', default: null, min: 1, max: 2, integer: true, length: formStrides.imagenet.length, published: formStrides.imagenet },
  blocks: { label: 'Blocks', meaning: 'layers of each stage, joined by commas', unit: '', default: null, min: 1, max: 20, integer: true, length: publishedBlocks.length, published: publishedBlocks },
} as const satisfies Record<string, NumberSetting & { readonly length: number; readonly published: readonly number[] }>
export type ListSettingId = keyof typeof listSettings

export const defaultSpace: SpaceId = spaceIds[0]

/** By the side of the images in pixels: beyond a few dozen, strides of 1 at the start would cost four times the published network. */
export const defaultForm = (imageSize: number): FormId => (imageSize <= 64 ? 'cifar' : 'imagenet')

/**
 * @param imageSize side of the images in pixels, for what is left out of the wish
 * Throws 'bad-argument' where a setting is of another space, or a list is not one of this space.
 */
export function spaceConfig(wish: SpaceWish, imageSize = 32): SpaceConfig {
  const id = wish.space ?? defaultSpace
  for (const [space, settings] of Object.entries(spaceSettings) as [SpaceId, readonly SpaceSettingId[]][]) {
    const foreign = settings.find((setting) => space !== id && wish[setting] !== undefined)
    if (foreign !== undefined) throw new StudioError('bad-argument', `--${foreign} applies to --space ${space} only, not to --space ${id}.`)
  }
  switch (id) {
    case 'nas-bench-201':
      return { id, channels: wish.channels ?? trainSettings.channels.default, cells: wish.cells ?? trainSettings.cells.default }
    case 'mobilenet': {
      if (wish.form !== undefined && wish.strides !== undefined) throw new StudioError('bad-argument', '--form and --strides both say the strides: give one of them.')
      const strides = wish.strides ?? formStrides[wish.form ?? defaultForm(imageSize)]
      const blocks = wish.blocks ?? publishedBlocks
      for (const [setting, list] of [['strides', strides], ['blocks', blocks]] as const) {
        const wrong = checkList(setting, list)
        if (wrong !== null) throw new StudioError('bad-argument', `--${setting}: ${wrong}.`)
      }
      return { id, width: wish.width ?? trainSettings.width.default, blocks, strides }
    }
  }
}

/** The wish that leads to this configuration; strides are told as such, whatever form they came from. */
export function spaceWish({ id, ...settings }: SpaceConfig): SpaceWish {
  return { space: id, ...settings }
}

/** The form with these strides; null: they are the user's own. */
export function formOf(strides: readonly number[]): FormId | null {
  const forms = Object.entries(formStrides) as [FormId, readonly number[]][]
  return forms.find(([, own]) => own.join() === strides.join())?.[0] ?? null
}

/** A sentence on what is wrong with a list, or null. */
export function checkList(id: ListSettingId, list: readonly number[]): string | null {
  const setting = listSettings[id]
  if (list.length !== setting.length) return `${setting.label} must be ${setting.length} numbers such as ${setting.published.join(',')}, not ${list.length}`
  return list.map((value) => checkNumber(setting, value)).find((wrong) => wrong !== null) ?? null
}

/** Reads "4,4,4,4,4,1": the numbers, or a sentence on what is wrong. */
export function parseList(id: ListSettingId, text: string): readonly number[] | string {
  const parts = text.split(',').map((part) => part.trim())
  if (!parts.every((part) => /^\d+$/.test(part))) return `${listSettings[id].label} must be whole numbers joined by commas, such as ${listSettings[id].published.join(',')}`
  const list = parts.map(Number)
  return checkList(id, list) ?? list
}

/** The space's settings in few words. */
export function describeSpace(config: SpaceConfig): string {
  switch (config.id) {
    case 'nas-bench-201':
      return `C ${config.channels}, N ${config.cells}`
    case 'mobilenet':
      return `width ${config.width}, blocks ${config.blocks.join(',')}, strides ${config.strides.join(',')}`
  }
}
