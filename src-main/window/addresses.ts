/** Which addresses may be loaded, shown or handed to the browser. Pure, so that every trick can be tried on them. */
import { appOrigin } from '../../src-contract/bridge'

/** Our own files, and images made in the page. */
export function isAllowedRequest(url: string): boolean {
  return url.startsWith(`${appOrigin.scheme}://${appOrigin.host}/`) || url.startsWith(`blob:${appOrigin.scheme}://${appOrigin.host}/`)
}

/** The page itself, wherever in it. */
export function isOurPage(url: string): boolean {
  return url === appOrigin.page || url.startsWith(`${appOrigin.page}#`)
}

/** Pages of the outside world that a user may open in the browser: https on these hosts, nothing else. */
const outsideHosts = new Set(['arxiv.org', 'github.com'])

export function isOutsidePage(address: string): boolean {
  try {
    const url = new URL(address)
    return url.protocol === 'https:' && outsideHosts.has(url.hostname) && url.username === '' && url.port === ''
  } catch {
    // Not an address at all.
    return false
  }
}
