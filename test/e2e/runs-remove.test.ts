/** Runs deleted on the command line: with their folders, for good, and all or none of those that were named. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { sample, studio, temporaryHome } from '../helpers/cli'

describe('runs remove', { timeout: 180_000 }, () => {
  const home = temporaryHome()
  const inHome = (...args: string[]) => studio(...args, '--home', home.path, '--json')
  const ids: string[] = []
  const folder = (id: string) => join(home.path, 'runs', id)
  const listed = async () => {
    const { runs } = (await inHome('runs')).result as { readonly runs: readonly { readonly run: string }[] }
    return runs.map(({ run }) => run)
  }

  beforeAll(async () => {
    expect((await inHome('dataset', 'add', sample, '--name', 'sample')).code).toBe(0)
    for (const name of ['one', 'two', 'three']) {
      const trained = await inHome('train', '--dataset', 'sample', '--name', name, '--channels', '2', '--cells', '1', '--batch', '8', '--threads', '1', '--steps', '2')
      expect(trained.code, trained.stderr).toBe(0)
      ids.push(String(trained.result['run']))
    }
  }, 120_000)
  afterAll(() => home.remove())

  it('deletes none where one of them does not exist, and says which', async () => {
    const refused = await inHome('runs', 'remove', 'one', 'nowhere')
    expect(refused.code).toBe(4)
    expect(refused.stderr).toContain('nowhere')
    expect(await listed()).toEqual([...ids].reverse())
    expect(ids.every((id) => existsSync(folder(id)))).toBe(true)
  })

  it('deletes those that are named, by name or id, with their folders, and leaves the rest', async () => {
    const [one = '', two = '', three = ''] = ids
    const removed = await inHome('runs', 'remove', 'one', two, 'one')
    expect(removed.code, removed.stderr).toBe(0)
    expect(removed.result['runs']).toEqual([one, two])
    expect(Number(removed.result['freedBytes'])).toBeGreaterThan(1000)
    expect(await listed()).toEqual([three])
    expect([one, two, three].map((id) => existsSync(folder(id)))).toEqual([false, false, true])
    expect((await inHome('show', one)).code).toBe(4)
    expect((await inHome('dataset', 'show', 'sample')).code).toBe(0)
  })
})
