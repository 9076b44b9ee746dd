import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { random } from '../random'
import { resizedJpeg } from '../tensor/images'

/** Sides in pixels of what is made, drawn evenly. */
export interface PhotographSizes {
  readonly least: number
  readonly most: number
}

/**
 * Fills `folder`/train with as many JPEG files of different sizes, one folder a class, with the pictures of a sample of
 * small images in the same layout. The same pictures each time; a file of the same picture twice has two sizes.
 */
export async function makePhotographs(sample: string, folder: string, images: number, sizes: PhotographSizes, told: (done: number) => void | Promise<void>): Promise<void> {
  const classes = readdirSync(join(sample, 'train')).sort()
  const draw = random('photographs', images)
  const side = () => sizes.least + draw.integer(sizes.most - sizes.least + 1)
  const files = classes.map((name) => readdirSync(join(sample, 'train', name)).sort())
  for (const name of classes) mkdirSync(join(folder, 'train', name), { recursive: true })
  for (let image = 0; image < images; image++) {
    const which = image % classes.length
    const name = classes[which] ?? ''
    const number = Math.floor(image / classes.length)
    const file = files[which]?.[number % (files[which]?.length ?? 1)] ?? ''
    const jpeg = await resizedJpeg(readFileSync(join(sample, 'train', name, file)), side(), side())
    writeFileSync(join(folder, 'train', name, `${String(number).padStart(6, '0')}.jpg`), jpeg)
    await told(image + 1)
  }
}
