import CircleStop from '@lucide/svelte/icons/circle-stop'
import Pause from '@lucide/svelte/icons/pause'
import Play from '@lucide/svelte/icons/play'
import Save from '@lucide/svelte/icons/save'
import type { Component } from 'svelte'
import type { RunState } from '../../../src-contract/domain/choices'
import type { JobView } from '../../../src-contract/domain/job'
import type { RunRecord } from '../../../src-contract/domain/run'
import { request } from '../../api/client'
import type { Action } from '../../state/actions.svelte'
import { jobs } from '../../state/jobs.svelte'
import { attempt } from '../../state/toasts'

/** One thing that can be done to the training itself. */
export interface Control {
  readonly id: 'pause' | 'resume' | 'stop' | 'checkpoint' | 'leave'
  readonly label: string
  readonly hint: string
  readonly icon: Component
  readonly shortcut?: string
  readonly kind: 'primary' | 'plain'
  readonly run: () => Promise<void>
}

/** The training of one run: where it stands and what can be done with it now. */
export class RunControl {
  constructor(private readonly stored: () => RunRecord) {}

  /** The job that trains this run, waits to, or is stopping. */
  get job(): JobView | undefined {
    const { id } = this.stored()
    return jobs.list.find(({ kind, runId }) => kind === 'train' && runId === id)
  }

  /** As stored, but for a run that waits for its turn to go on. */
  get state(): RunState {
    return this.job?.state === 'queued' ? 'queued' : this.stored().state
  }

  get stopping(): boolean {
    return this.job?.state === 'stopping'
  }

  get controls(): readonly Control[] {
    const { id, state } = this.stored()
    const { job } = this
    if (job?.state === 'stopping') return []
    if (job?.state === 'queued') {
      const run = (): Promise<void> => request('system.stop-job', { job: job.id, how: 'stop' })
      return [{ id: 'leave', label: 'Take out of the queue', hint: 'It does not begin', icon: CircleStop, kind: 'plain', run }]
    }
    if (job !== undefined) {
      const stop = (how: 'pause' | 'stop') => (): Promise<void> => request('system.stop-job', { job: job.id, how })
      return [
        { id: 'pause', label: 'Pause', hint: 'Saves a checkpoint and waits; the next job in the queue begins', icon: Pause, shortcut: 'P', kind: 'plain', run: stop('pause') },
        { id: 'stop', label: 'Stop', hint: 'Saves a checkpoint and ends the run here; it can still be resumed', icon: CircleStop, kind: 'plain', run: stop('stop') },
        { id: 'checkpoint', label: 'Checkpoint now', hint: 'Saves the weights after this step and trains on', icon: Save, shortcut: 'S', kind: 'plain', run: () => request('runs.checkpoint-now', { run: id }) },
      ]
    }
    if (state === 'finished' || state === 'running') return []
    return [
      { id: 'resume', label: state === 'queued' ? 'Start' : 'Resume', hint: 'Goes on from the newest checkpoint', icon: Play, shortcut: 'P', kind: 'primary', run: () => request('runs.resume', id) },
    ]
  }

  get actions(): readonly Action[] {
    return this.controls.map(({ id, label, shortcut, run }) => ({
      id: `run-${id}`,
      title: label,
      group: 'Run',
      ...(shortcut === undefined ? {} : { shortcut }),
      run: async () => {
        await attempt(run)
      },
    }))
  }

  resume(): void {
    void attempt(() => request('runs.resume', this.stored().id))
  }
}
