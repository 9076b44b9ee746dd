import { readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { mapPages, writeCsv } from '../../../src-main/system/csv-file'
import { temporaryHome } from '../../helpers/cli'

async function* pages<T>(...all: T[][]): AsyncGenerator<T[]> {
  for (const page of all) yield await Promise.resolve(page)
}

describe('CSV files', () => {
  const folder = temporaryHome()
  afterAll(() => folder.remove())

  it('quotes what needs quotes and leaves out what is missing', async () => {
    const path = join(folder.path, 'a.csv')
    expect(await writeCsv(path, ['name', 'value'], pages([['plain', 1.5], ['a,b', null]], [['say "hi"', -1e-7]]))).toBe(3)
    expect(readFileSync(path, 'utf8')).toBe('name,value\nplain,1.5\n"a,b",\n"say ""hi""",-1e-7\n')
  })

  it('keeps an earlier file when the rows end in an error, and leaves no half one', async () => {
    const path = join(folder.path, 'b.csv')
    writeFileSync(path, 'before')
    const broken = async function* (): AsyncGenerator<number[]> {
      yield await Promise.resolve([1])
      throw new Error('the owner is gone')
    }
    await expect(writeCsv(path, ['n'], mapPages(broken(), (n) => [n]))).rejects.toThrow()
    expect(readFileSync(path, 'utf8')).toBe('before')
    expect(readdirSync(folder.path).filter((name) => name.endsWith('.tmp'))).toEqual([])
  })

  it('writes more than the stream holds', async () => {
    const path = join(folder.path, 'c.csv')
    const page = Array.from({ length: 20_000 }, (_, n) => n)
    expect(await writeCsv(path, ['n'], mapPages(pages(page, page, page), (n) => [n]))).toBe(60_000)
    expect(readFileSync(path, 'utf8').split('\n')).toHaveLength(60_002)
  })

  it('says which file cannot be written', async () => {
    await expect(writeCsv(join(folder.path, 'no/where.csv'), ['n'], pages())).rejects.toThrow('where.csv')
  })
})
