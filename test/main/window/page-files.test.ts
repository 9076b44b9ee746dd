import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { answer, contentSecurityPolicy } from '../../../src-main/window/page-files'

const base = realpathSync(mkdtempSync(join(tmpdir(), 'supernet-studio-page-')))
const root = join(base, 'page')
const get = (url: string): Response => answer({ method: 'GET', url }, root)

beforeAll(() => {
  mkdirSync(join(root, 'assets'), { recursive: true })
  mkdirSync(join(base, 'page-evil'))
  writeFileSync(join(root, 'index.html'), '<p>page</p>')
  writeFileSync(join(root, 'assets/a.js'), 'script')
  writeFileSync(join(root, 'notes.txt'), 'not a part of the page')
  writeFileSync(join(base, 'secret.js'), 'secret')
  writeFileSync(join(base, 'page-evil/secret.js'), 'secret')
  symlinkSync(join(base, 'secret.js'), join(root, 'link.js'))
  symlinkSync(base, join(root, 'up'))
  symlinkSync(join(root, 'assets/a.js'), join(root, 'inside.js'))
})
afterAll(() => rmSync(base, { recursive: true }))

test('files of the page come with their type, the policy and nosniff', async () => {
  const page = get('app://studio/index.html#/history')
  expect(page.status).toBe(200)
  expect(await page.text()).toBe('<p>page</p>')
  expect(page.headers.get('content-type')).toBe('text/html; charset=utf-8')
  expect(page.headers.get('content-security-policy')).toBe(contentSecurityPolicy)
  expect(page.headers.get('x-content-type-options')).toBe('nosniff')
  expect(get('app://studio/assets/a.js?v=1').status).toBe(200)
  expect(get('app://studio/inside.js').status).toBe(200)
})

describe('nothing outside the folder is served', () => {
  test.each([
    'app://studio/',
    'app://studio/assets',
    'app://studio/assets/',
    'app://studio/missing.js',
    'app://studio/notes.txt',
    'app://studio/../secret.js',
    'app://studio/%2e%2e/secret.js',
    'app://studio/%2e%2e%2fsecret.js',
    'app://studio/..%2fsecret.js',
    'app://studio/..%2Fsecret.js',
    'app://studio/%252e%252e/secret.js',
    'app://studio/%252e%252e%252fsecret.js',
    'app://studio/assets/../../secret.js',
    'app://studio/assets/%2e%2e/%2e%2e/secret.js',
    'app://studio/..%5csecret.js',
    'app://studio/%5c..%5csecret.js',
    'app://studio/..\\secret.js',
    'app://studio/%00secret.js',
    'app://studio/index.html%00.js',
    'app://studio/%c0%ae%c0%ae/secret.js',
    'app://studio/%ff',
    'app://studio/%',
    'app://studio//etc/passwd',
    'app://studio/%2fetc%2fpasswd',
    'app://studio//server/share/a.js',
    'app://studio/C:/windows/a.js',
    'app://studio/C%3A%5Cwindows%5Ca.js',
    'app://studio/file:///etc/passwd',
    'app://studio/link.js',
    'app://studio/up/secret.js',
    'app://studio/up/page-evil/secret.js',
    'app://studio/../page-evil/secret.js',
    'app://studio/..%2fpage-evil%2fsecret.js',
    'app://studio/ASSETS/A.JS',
    'app://studio/assets/a.js/',
    'app://studio/assets/a.js%20',
    'app://studio/assets/a.js::$DATA',
    'app://other/index.html',
    'app://studio.example.org/index.html',
    'not an address',
  ])('%s', (url) => {
    expect(get(url).status).toBe(404)
  })
})

test('a link that leads out and comes back in is followed to what it is', () => {
  expect(get('app://studio/up/page/assets/a.js').status).toBe(200)
})

test.each(['POST', 'PUT', 'HEAD', 'DELETE'])('%s is refused', (method) => {
  expect(answer({ method, url: 'app://studio/index.html' }, root).status).toBe(405)
})
