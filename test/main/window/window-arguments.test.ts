import { expect, it } from 'vitest'
import { defaultHome } from '../../../src-main/system/home-folder'
import { OpenedFiles } from '../../../src-main/window/opened-files'
import { windowArguments } from '../../../src-main/window/window-arguments'

it('takes a home folder and files, as whole paths', () => {
  expect(windowArguments([], '/work')).toEqual({ home: defaultHome(), files: [] })
  expect(windowArguments(['my.space.json', '--home', '/data/home', '/pictures/flowers'], '/work')).toEqual({
    home: '/data/home',
    files: ['/work/my.space.json', '/pictures/flowers'],
  })
})

it('options of Chromium or a desktop are not taken for files', () => {
  expect(windowArguments(['--unknown', '--gtk-version=3', 'a.space.json'], '/work').files).toEqual(['/work/a.space.json'])
})

it('opened files wait until they are taken, once; what another start sends is checked', () => {
  let told = 0
  const opened = new OpenedFiles(['/a'], () => told++)
  opened.add({ files: ['/b'] })
  opened.add({ files: [] })
  opened.add({ files: [1] })
  opened.add(null)
  expect(told).toBe(1)
  expect(opened.take()).toEqual(['/a', '/b'])
  expect(opened.take()).toEqual([])
})
