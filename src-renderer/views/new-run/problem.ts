import { createContext } from 'svelte'
import type { SettingId } from '../../../src-contract/domain/settings'

/** What the main process found wrong with the wish, and the field it is about, for the fields below the form. */
export interface WishProblem {
  readonly field: SettingId | null
  readonly message: string
}

export const [wishProblem, provideWishProblem] = createContext<() => WishProblem | null>()
