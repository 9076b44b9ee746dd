import { mkdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { checkpointFolder, createHomeFolder, datasetFolder, defaultHome, homeFolder, logFile, runFolder } from '../../../src-main/system/home-folder'
import { temporaryHome } from '../../helpers/history-fixtures'

test('the default follows XDG, and ignores a relative XDG_DATA_HOME', () => {
  expect(defaultHome({ XDG_DATA_HOME: '/data', HOME: '/home/u' })).toBe('/data/supernet-studio')
  expect(defaultHome({ XDG_DATA_HOME: 'data', HOME: '/home/u' })).toBe('/home/u/.local/share/supernet-studio')
  expect(defaultHome({ HOME: '/home/u' })).toBe('/home/u/.local/share/supernet-studio')
})

test('the layout is the documented one, and no id leads out of it', () => {
  const home = homeFolder('/h')
  expect(home.historyFile).toBe('/h/history.sqlite')
  expect(datasetFolder(home, 'd1')).toBe('/h/datasets/d1')
  expect(logFile(home, 'r1')).toBe('/h/runs/r1/log.jsonl')
  expect(checkpointFolder(home, 'r1', 20)).toBe('/h/runs/r1/checkpoints/20')
  for (const id of ['', '..', '.', 'a/b', '../x', '/etc', 'a\0', 'ä', '-rf']) expect(() => runFolder(home, id)).toThrow(/is not an id/)
})

test('new folders are for this user only; one that was there keeps its mode', () => {
  const shared = join(temporaryHome(), 'shared')
  mkdirSync(shared, { mode: 0o755 })
  createHomeFolder(shared)
  createHomeFolder(join(shared, 'new', 'home'))
  const mode = (...path: string[]): number => statSync(join(shared, ...path)).mode & 0o777
  expect(mode()).toBe(0o755)
  expect([mode('runs'), mode('new', 'home'), mode('new', 'home', 'datasets')]).toEqual([0o700, 0o700, 0o700])
})
