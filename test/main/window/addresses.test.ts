import { describe, expect, test } from 'vitest'
import { isAllowedRequest, isOurPage, isOutsidePage } from '../../../src-main/window/addresses'

describe('what the session may load', () => {
  test.each(['app://studio/index.html', 'app://studio/assets/a.js', 'blob:app://studio/7a0c'])('%s is loaded', (url) => {
    expect(isAllowedRequest(url)).toBe(true)
  })
  test.each([
    'http://example.org/',
    'https://example.org/a.js',
    'ws://localhost:1/',
    'file:///etc/passwd',
    'data:text/html,x',
    'app://other/index.html',
    'app://studio.example.org/index.html',
    'app://studio@example.org/',
    'blob:https://example.org/1',
    'chrome://gpu',
    'devtools://devtools/bundled/inspector.html',
    'ftp://example.org/',
    'javascript:alert(1)',
  ])('%s is cancelled', (url) => {
    expect(isAllowedRequest(url)).toBe(false)
  })
})

test('only the page itself, wherever in it, may be navigated to', () => {
  expect(isOurPage('app://studio/index.html')).toBe(true)
  expect(isOurPage('app://studio/index.html#/run/abc')).toBe(true)
  for (const url of ['app://studio/', 'app://studio/other.html', 'app://studio/index.html?x=1', 'app://studio/index.htmlx', 'https://studio/index.html', 'about:blank']) {
    expect(isOurPage(url), url).toBe(false)
  }
})

describe('what the browser may be asked to open', () => {
  test.each(['https://arxiv.org/abs/2503.10740', 'https://github.com/nowhere'])('%s is opened', (url) => {
    expect(isOutsidePage(url)).toBe(true)
  })
  test.each([
    'http://arxiv.org/',
    'https://arxiv.org.example.org/',
    'https://arxiv.org@example.org/',
    'https://user:word@arxiv.org/',
    'https://arxiv.org:8443/',
    'https://example.org/',
    'file:///etc/passwd',
    'file://host/share',
    'smb://host/share',
    'javascript:alert(1)',
    'data:text/html,x',
    'ms-msdt:/id',
    'ms-officecmd:x',
    'mailto:a@example.org',
    'ssh://host',
    'vscode://x',
    'blob:https://arxiv.org/1',
    'HTTPS:\\\\example.org',
    'arxiv.org',
    '',
    'https://arxiv.org\0.example.org/',
  ])('%s is not', (url) => {
    expect(isOutsidePage(url)).toBe(false)
  })
})
