import { existsSync, opendirSync } from 'node:fs'
import { join } from 'node:path'
import { StudioError } from '../../src-contract/errors'
import type { CaseResult, VerifyJob, VerifyResult } from '../../src-contract/worker-protocol'
import { checkClosedForm } from '../verify/closed-form'
import { readCase } from '../verify/read-case'
import { replayCase } from '../verify/replay'
import type { JobContext } from './job-context'

const closedForm = 'closed-form'

/** Replays every case of a folder on this machine's device. */
export async function runVerifyJob(job: VerifyJob, context: JobContext): Promise<VerifyResult> {
  const names = caseNames(job.folder)
  const results: CaseResult[] = []
  for (const name of names) {
    await context.turn()
    context.emit({ kind: 'progress', progress: { phase: 'Replaying cases', done: results.length, total: names.length, unit: 'cases', secondsLeft: null, figures: {} } })
    if (context.stopRequested) throw new StudioError('stopped', 'The verification was stopped.')
    const result = name === closedForm ? checkClosedForm(join(job.folder, `${name}.json`)) : replayed(job.folder, name)
    results.push(result)
    context.emit({ kind: 'case', result })
  }
  return {
    kind: 'verify',
    cases: results.length,
    passed: results.filter(({ pass }) => pass === true).length,
    failed: results.filter(({ pass }) => pass === false).length,
    unsupported: results.filter(({ pass }) => pass === null).length,
  }
}

/** A case whose tensors do not fit the space that it names is malformed. */
function replayed(folder: string, name: string): CaseResult {
  try {
    return replayCase(readCase(folder, name))
  } catch (error) {
    if (!(error instanceof RangeError)) throw error
    throw new StudioError('case-malformed', `${join(folder, name)}.json and its tensors do not belong together: ${error.message}`, error)
  }
}

function caseNames(folder: string): string[] {
  if (!existsSync(folder)) throw new StudioError('file-missing', `There is no folder ${folder}; name a folder of golden cases.`)
  const names: string[] = []
  const directory = opendirSync(folder)
  for (let entry = directory.readSync(); entry !== null; entry = directory.readSync()) {
    if (entry.name.endsWith('.json')) names.push(entry.name.slice(0, -'.json'.length))
  }
  directory.closeSync()
  if (names.length === 0) throw new StudioError('case-malformed', `${folder} holds no golden case: expected pairs of .json and .safetensors.`)
  return names.sort()
}
