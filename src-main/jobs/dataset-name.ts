import { StudioError } from '../../src-contract/errors'
import type { DatasetRecord } from '../../src-contract/domain/dataset'
import type { Studio } from './studio'

/** Names stand for data sets on the command line, so each is given once. */
export function checkedName(taken: readonly string[], wished: string): string {
  if (wished.trim() === '') throw new StudioError('bad-argument', 'The name needs at least one visible character.')
  if (taken.includes(wished)) throw new StudioError('bad-argument', `There is already a data set "${wished}": choose another name, or remove that one first.`)
  return wished
}

/** The name, or the name with the first number that makes it free. */
export function freeName(taken: readonly string[], name: string): string {
  const base = name === '' ? 'dataset' : name
  for (let number = 1; ; number++) {
    const candidate = number === 1 ? base : `${base}-${number}`
    if (!taken.includes(candidate)) return candidate
  }
}

export async function renameDataset(studio: Studio, idOrName: string, name: string): Promise<DatasetRecord> {
  const { history } = studio
  const dataset = await history.dataset(idOrName)
  if (dataset.name === name) return dataset
  const others = (await history.datasets()).filter(({ id }) => id !== dataset.id)
  const renamed = { ...dataset, name: checkedName(others.map((each) => each.name), name) }
  history.changeDataset(renamed)
  return renamed
}
