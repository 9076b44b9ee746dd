import { hash } from 'node:crypto'
import { join } from 'node:path'
import { isOutOfMemory } from '../../out-of-memory'
import { wholeFile } from '../formats/class-folders'
import { reasonOf } from '../rejections'

/** A file that is not what was indexed. */
export class LostImage extends Error {
  constructor(
    readonly path: string,
    reason: string,
  ) {
    super(reason)
    this.name = 'LostImage'
  }
}

/**
 * The bytes of a file that were indexed, so that nothing else is ever trained on; throws LostImage.
 * @param path relative to `root`
 * @param digest of FileIndex
 */
export function indexedImage(root: string, path: string, digest: bigint): Buffer {
  let bytes: Buffer
  try {
    bytes = wholeFile(join(root, path))
  } catch (error) {
    if (isOutOfMemory(error)) throw error
    throw new LostImage(path, `cannot be read (${reasonOf(error)})`)
  }
  if (hash('sha1', bytes, 'buffer').readBigUInt64LE(0) !== digest) throw new LostImage(path, 'was changed: its bytes are not those of the import')
  return bytes
}
