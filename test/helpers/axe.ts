import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { Page } from 'playwright'

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

/** What would keep somebody from using the page as it is shown now: rule and the elements it is about. */
export async function seriousFindings(page: Page): Promise<readonly { readonly id: string; readonly where: readonly string[] }[]> {
  await page.evaluate(`globalThis.axe ?? (() => { ${axe} })()`)
  return page.evaluate(
    `axe.run().then(({ violations }) => violations.filter(({ impact }) => impact === 'serious' || impact === 'critical').map(({ id, nodes }) => ({ id, where: nodes.map(({ html, failureSummary }) => html.slice(0, 300) + ' ' + failureSummary) })))`,
  )
}
