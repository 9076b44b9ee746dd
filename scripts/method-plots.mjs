/**
 * `npm run docs:plots`: draws the pictures of docs/method.md from the functions that the program trains with, into
 * docs/pictures. `--check` draws nothing and says which of them are not what the functions give now.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { meanFactor, plots, spaceMean } from './method-plots/plots.mjs'
import { ensureSetupOrExit } from './setup.mjs'
import { root } from './setup/paths.mjs'

await ensureSetupOrExit({ quiet: true })
// Only there after the set-up: TypeScript is loaded through it.
const { runnerImport } = await import('vite')
const load = async (file) => (await runnerImport(join(root, 'src-contract', file), { configFile: false, logLevel: 'error' })).module
const [schedule, { costSpread, histogram }, { createSearchSpace }, { publishedNetwork }] = await Promise.all(['schedule.ts', 'search-space/distribution.ts', 'search-space/registry.ts', 'search-space/published.ts'].map(load))

const published = (id) => createSearchSpace(publishedNetwork(id).space, publishedNetwork(id).classes)
const [space, chain] = [published('nas-bench-201'), published('mobilenet')]
const given = {
  schedule,
  space,
  parameters: costSpread(space, space.parameters).counts,
  chain,
  chainBins: histogram(costSpread(chain, chain.parameters).counts, 40),
}

const mean = spaceMean(given, meanFactor)
console.log(`Mean rate of CaLR over NAS-Bench-201: ${mean.toFixed(3)} of the rate at the start; fixed γ of the same mean: ${(1 / mean - 1).toFixed(2)}`)
const check = process.argv.includes('--check')
for (const [name, draw] of Object.entries(plots)) {
  const file = join(root, 'docs/pictures', `${name}.svg`)
  const drawn = draw(given)
  if (!check) writeFileSync(file, drawn)
  else if (readFileSync(file, 'utf8') !== drawn) {
    console.error(`error: docs/pictures/${name}.svg is not what the program draws now: run npm run docs:plots`)
    process.exitCode = 1
  }
}
