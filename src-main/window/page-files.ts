/** Answers for addresses of the page: files of one folder, GET only, with fixed types and a strict policy. */
import { readFileSync, realpathSync, statSync } from 'node:fs'
import { extname, isAbsolute, join, relative } from 'node:path'
import { appOrigin } from '../../src-contract/bridge'

export const contentSecurityPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' blob:",
  "font-src 'self'",
  "connect-src 'self'",
  "worker-src 'self'",
  "object-src 'none'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ')

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
}

/** `root` is a real path, without links. */
export function answer(request: { readonly method: string; readonly url: string }, root: string): Response {
  if (request.method !== 'GET') return respond(405, null, 'text/plain')
  const file = fileOf(request.url, root)
  const type = file === null ? undefined : types[extname(file)]
  if (file === null || type === undefined) return respond(404, null, 'text/plain')
  return respond(200, readFileSync(file), type)
}

function respond(status: number, body: Buffer<ArrayBuffer> | null, type: string): Response {
  return new Response(body, {
    status,
    headers: { 'content-type': type, 'content-security-policy': contentSecurityPolicy, 'x-content-type-options': 'nosniff' },
  })
}

/** Null for every address that is not a file inside `root`. */
function fileOf(address: string, root: string): string | null {
  try {
    const url = new URL(address)
    if (url.host !== appOrigin.host) return null
    const path = decodeURIComponent(url.pathname)
    if (path.includes('\0') || path.includes('\\') || path.endsWith('/')) return null
    // After links are followed: a link inside the folder must not lead out of it.
    const file = realpathSync(join(root, path))
    const inside = relative(root, file)
    if (inside === '' || inside.startsWith('..') || isAbsolute(inside) || !statSync(file).isFile()) return null
    return file
  } catch {
    // No such file, or an address that cannot be read: both are simply not there.
    return null
  }
}
