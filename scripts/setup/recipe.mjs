import { createHash } from 'node:crypto'
import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'

/** Part of a cache folder's name that changes with what its content is made from, so that old content is never taken for new. */
export function recipeHash(...ingredients) {
  return createHash('sha256').update(JSON.stringify(ingredients)).digest('hex').slice(0, 12)
}

/** Names and contents of the files of a flat folder. */
export function contents(folder) {
  return readdirSync(folder).sort().map((name) => [name, readFileSync(join(folder, name), 'utf8')])
}
