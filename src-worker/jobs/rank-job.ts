import type { RankJob, RankResult } from '../../src-contract/worker-protocol'
import { Stopped } from '../dataset/pace'
import { openRun } from '../ranking/open-run'
import { rank } from '../ranking/rank'
import type { JobContext } from './job-context'
import { warnWithoutGpu } from './warn-without-gpu'

/** Ranks the architectures of a subset with a checkpoint of a run. */
export async function runRankJob(job: RankJob, context: JobContext): Promise<RankResult> {
  warnWithoutGpu(context)
  try {
    const { config, rankingId, scored, scoredStep } = job
    return await rank(job, context, () => openRun({ ...job, ...config, id: rankingId, purpose: 'ranking', goesOn: (step) => scored.length > 0 && step === scoredStep }, context))
  } catch (error) {
    // Stopped while the images were being decoded, before anything was scored.
    if (error instanceof Stopped) return { kind: 'rank', state: 'stopped', checkpointStep: job.checkpointStep, estimateSeconds: 0, rows: null, summary: null }
    throw error
  }
}
