import type { Thumbnail } from '../../../src-contract/domain/dataset'
import { request } from '../../api/client'

const known = new Map<string, Promise<readonly Thumbnail[]>>()

/** Pictures of a data set; its images never change, so they are asked for once. One that failed is asked for again. */
export function picturesOf(dataset: string, perClass: number, most: number): Promise<readonly Thumbnail[]> {
  const key = `${dataset} ${perClass} ${most}`
  const pictures = known.get(key) ?? request('datasets.thumbnails', { dataset, perClass, most })
  known.set(key, pictures)
  pictures.catch(() => known.delete(key))
  return pictures
}
