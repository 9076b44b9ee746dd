import type { Method } from '../types'
import { spos } from './spos'

/**
 * Few-shot NAS (Zhao et al., ICML 2021): a sub-supernet for each operation of one choice, each trained as SPOS is. The
 * stages are in the configuration; a step is given the operation of its stage as a fixed choice.
 */
export const fsnas: Method = spos
