import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { SourceChange } from '../../src-contract/domain/dataset'
import { StudioError, systemErrorCode } from '../../src-contract/errors'
import type { SourceCheckJob, SourceCheckResult } from '../../src-contract/worker-protocol'
import { listSource } from '../dataset/formats/registry'
import { Pace, Stopped } from '../dataset/pace'
import { checkedFolder } from '../dataset/source-folder'
import { SourceStamps, stampsFile } from '../dataset/source-stamps'
import type { JobContext } from './job-context'

const none = { added: 0, removed: 0, modified: 0 }

/** Whether the folder of an imported data set has changed, by names, sizes and times of its files; reads none of them. */
export async function runSourceCheckJob(job: SourceCheckJob, context: JobContext): Promise<SourceCheckResult> {
  try {
    return { kind: 'source-check', state: 'finished', change: await changeOf(job, new Pace(context)) }
  } catch (error) {
    if (error instanceof Stopped) return { kind: 'source-check', state: 'stopped', change: null }
    throw error
  }
}

async function changeOf({ sourcePath, folder }: SourceCheckJob, pace: Pace): Promise<SourceChange> {
  const stored = join(folder, stampsFile)
  if (!existsSync(stored)) return { state: 'unknown', ...none }
  if (!existsSync(sourcePath)) return { state: 'missing', ...none }
  try {
    const now = await stampsNow(sourcePath, pace)
    return now.changeSince(readFileSync(stored)) ?? { state: 'unknown', ...none }
  } catch (error) {
    if (systemErrorCode(error) === undefined) throw error
    return { state: 'missing', ...none }
  }
}

/** A folder that is no data set any more has none of the files of one. */
async function stampsNow(sourcePath: string, pace: Pace): Promise<SourceStamps> {
  try {
    return (await listSource(checkedFolder(sourcePath, []), pace)).stamps
  } catch (error) {
    if (error instanceof StudioError) return new SourceStamps()
    throw error
  }
}
