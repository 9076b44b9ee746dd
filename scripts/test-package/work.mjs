/** Real work with what comes along, without a network. */
import { copyFileSync } from 'node:fs'
import { join } from 'node:path'
import { demand, installed, lastJson, succeeds } from './checks.mjs'
import { user } from './root.mjs'

const resources = `${installed}/resources/resources`

/** `studio quickstart` from the packaged sample; its short form unless `full`. */
export async function startsQuickly(clean, full) {
  const { code, stdout, output } = await clean(['studio', 'quickstart', ...(full ? [] : ['--short']), '--json'], { timeoutMs: 3_600_000 })
  demand(code === 0, `it ended with ${code}: ${output.trim().slice(-500)}`)
  const { runs, seconds } = lastJson(stdout)
  demand(runs.length === 2 && runs.every(({ state, kendallTau }) => state === 'finished' && Number.isFinite(kendallTau?.cifar10)), 'it did not train and rank two supernets')
  return { runs: runs.length, text: `${seconds.toFixed(0)} s, Kendall's tau ${runs.map(({ kendallTau }) => kendallTau.cifar10.toFixed(3)).join(' and ')}` }
}

/** Studies and search spaces that come along are found by the packaged commands, and a file for the window is laid down. */
export async function findsWhatComesAlong(clean) {
  // An arm that no study has: the answer names those of the file, and nothing is trained.
  const study = await clean(['studio', 'study', 'run', 'spos-reduced', '--arms', 'none-such'])
  demand(study.code !== 0 && study.output.includes('its arms are cosine'), `the study spos-reduced was not read: ${study.output.trim().slice(-300)}`)
  const names = ['small-cell', 'small-chain']
  for (const name of names) succeeds(await clean(['studio', 'space', 'add', `${resources}/search-spaces/${name}.json`]), `studio space add ${name}.json`)
  const listed = await clean(['studio', 'space', 'list', '--json'])
  succeeds(listed, 'studio space list')
  demand(names.every((name) => listed.stdout.includes(name)), `studio space list shows ${listed.stdout.trim().slice(-300)}`)
  succeeds(await clean(['studio', 'space', 'remove', 'small-cell']), 'studio space remove')
  copyFileSync(join(clean.folder, resources, 'search-spaces/small-cell.json'), join(clean.folder, spaceFile))
  return `study spos-reduced, search spaces ${names.join(' and ')}`
}

/** For the window, which is to take it from the file manager. */
export const spaceFile = `/home/${user}/small-cell.space.json`
