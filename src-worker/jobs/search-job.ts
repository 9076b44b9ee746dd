import type { SearchJob, SearchResult } from '../../src-contract/search-protocol'
import { Stopped } from '../dataset/pace'
import { openScorer } from '../search/scorer'
import { search } from '../search/search'
import type { JobContext } from './job-context'
import { warnWithoutGpu } from './warn-without-gpu'

/** Searches for the best architectures with a checkpoint of a run, or with the table of true accuracies. */
export async function runSearchJob(job: SearchJob, context: JobContext): Promise<SearchResult> {
  if (job.config.scorer.kind === 'supernet') warnWithoutGpu(context)
  try {
    return await search(job, context, openScorer)
  } catch (error) {
    // Stopped while the images were being decoded, before anything was scored.
    if (error instanceof Stopped) return { kind: 'search', state: 'stopped', summary: null }
    throw error
  }
}
