import { readFileSync } from 'node:fs'
import * as v from 'valibot'
import { StudioError } from '../../src-contract/errors'
import { calrGamma, decayFactor } from '../../src-contract/schedule'
import { createSearchSpace } from '../../src-contract/search-space/registry'
import { spaceConfig } from '../../src-contract/search-space/space-config'
import type { CaseResult } from '../../src-contract/worker-protocol'
import { kendallTauB } from '../ranking/kendall'
import { pearson, spearman } from '../ranking/correlation'

const numbers = v.array(v.number())
const byKey = v.record(v.string(), v.number())
const closedForm = v.object({
  'nas-bench-201': v.array(v.object({ operations: numbers, parameters: v.number(), multiply_adds: v.number(), gamma: byKey, factor: byKey })),
  mobilenet: v.array(v.object({ operations: numbers, parameters: v.number(), multiply_adds: v.number(), gamma: v.number() })),
  ranking: v.array(v.object({ truth: numbers, score: numbers, kendall_tau_b: v.number(), spearman: v.number(), pearson: v.number() })),
})

const tolerance = 1e-9

/** Checks counting, schedules and correlations against stored values, all relative. */
export function checkClosedForm(path: string): CaseResult {
  const stored = readClosedForm(path)
  let largest = 0
  let where = ''
  const check = (found: number | null, expected: number, what: string) => {
    const deviation = found === null ? Infinity : Math.abs(found - expected) / Math.max(1e-300, Math.abs(expected))
    if (deviation <= largest) return
    largest = Number.isNaN(deviation) ? Infinity : deviation
    where = what
  }
  const mobileNet = createSearchSpace(spaceConfig({ space: 'mobilenet', form: 'imagenet' }), 1000)
  for (const { operations, ...expected } of stored.mobilenet) {
    const name = `MobileNet [${operations.join(',')}]`
    const parameters = mobileNet.parameters(operations)
    check(parameters, expected.parameters, `${name} parameters`)
    check(mobileNet.multiplyAdds(operations, 224), expected.multiply_adds, `${name} multiply-adds`)
    check(calrGamma(parameters, mobileNet.extremes, 4), expected.gamma, `${name} gamma`)
  }
  const space = createSearchSpace({ id: 'nas-bench-201', channels: 16, cells: 5 }, 10)
  for (const entry of stored['nas-bench-201']) {
    const name = `[${entry.operations.join(',')}]`
    const parameters = space.parameters(entry.operations)
    check(parameters, entry.parameters, `${name} parameters`)
    check(space.multiplyAdds(entry.operations, 32), entry.multiply_adds, `${name} multiply-adds`)
    for (const [gammaMax, gamma] of Object.entries(entry.gamma)) check(calrGamma(parameters, space.extremes, Number(gammaMax)), gamma, `${name} gamma ${gammaMax}`)
    for (const [part, factor] of Object.entries(entry.factor)) check(decayFactor(Number(part), 1, calrGamma(parameters, space.extremes, 4)), factor, `${name} factor ${part}`)
  }
  stored.ranking.forEach((list, i) => {
    check(kendallTauB(list.score, list.truth), list.kendall_tau_b, `ranking ${i} Kendall`)
    check(spearman(list.score, list.truth), list.spearman, `ranking ${i} Spearman`)
    check(pearson(list.score, list.truth), list.pearson, `ranking ${i} Pearson`)
  })
  const pass = largest <= tolerance
  return { name: 'closed-form', supported: true, pass, largest, reason: pass ? '' : `${where} deviates by ${largest.toExponential(2)}` }
}

function readClosedForm(path: string): v.InferOutput<typeof closedForm> {
  let json: unknown
  try {
    json = JSON.parse(readFileSync(path, 'utf8'))
  } catch (error) {
    throw new StudioError('case-malformed', `${path} cannot be read as JSON.`, error)
  }
  const found = v.safeParse(closedForm, json)
  if (found.success) return found.output
  throw new StudioError('case-malformed', `${path}: ${v.getDotPath(found.issues[0]) ?? 'content'}: ${found.issues[0].message}.`)
}
