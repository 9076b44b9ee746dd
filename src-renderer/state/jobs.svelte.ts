import type { JobView } from '../../src-contract/domain/job'
import { onPush, request } from '../api/client'

/** The work under way, as the main process tells it. */
class Jobs {
  list = $state.raw<readonly JobView[]>([])

  /** Listens first and asks then, so that nothing is missed in between. */
  async watch(): Promise<void> {
    onPush('jobs', (push) => {
      this.list = push.jobs
    })
    this.list = await request('system.jobs')
  }

  ofRun(runId: string): JobView | undefined {
    return this.list.find((job) => job.runId === runId)
  }
}

export const jobs = new Jobs()
