/** The work of a ranking: the job that does it, and what can be done with it. */
import type { JobView } from '../../../src-contract/domain/job'
import type { RankingConfig, RankingRecord } from '../../../src-contract/domain/ranking'
import type { RankingRequest } from '../../../src-contract/domain/ranking-request'
import { request } from '../../api/client'
import { jobs } from '../../state/jobs.svelte'
import { goTo } from '../../state/router.svelte'
import { tell } from '../../state/toasts'

export function jobOf(rankingId: string): JobView | undefined {
  return jobs.list.find((job) => job.rankingId === rankingId)
}

/** As stored, but for one that waits for its turn. */
export function stateOf(ranking: RankingRecord): RankingRecord['state'] | 'queued' {
  return jobOf(ranking.id)?.state === 'queued' ? 'queued' : ranking.state
}

export function canGoOn({ state }: RankingRecord): boolean {
  return state === 'stopped' || state === 'interrupted' || state === 'failed'
}

export async function stop(rankingId: string): Promise<void> {
  const job = jobOf(rankingId)
  if (job !== undefined) await request('system.stop-job', { job: job.id, how: 'stop' })
}

/** The same question once more: one that stopped goes on with the scores it has. */
export function asRequest({ runId, subset, images, batch, seed }: RankingConfig): RankingRequest {
  const chosen = subset.kind === 'list' ? { ...subset, architectures: subset.architectures.map((architecture) => [...architecture]) } : subset
  return { run: runId, subset: chosen, images, batch, seed }
}

/** Begins a ranking, or goes on with an equal one, and shows it. */
export async function begin(wanted: RankingRequest): Promise<void> {
  const { ranking, before } = await request('rankings.start', wanted)
  const words = { nothing: null, part: 'It goes on with the scores it has.', running: 'This ranking is under way already.', finished: 'This ranking was made before: here it is.' }[before]
  if (words !== null) tell(words)
  goTo('ranking', wanted.run, ranking)
}
