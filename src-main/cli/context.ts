import type { AppSettings } from '../../src-contract/domain/app-settings'
import type { RunRecord } from '../../src-contract/domain/run'
import type { HistoryReader, HistoryWriter, OpenHistory } from '../database/history-api'
import { hasHistory } from '../database/history-place'
import { openHistory } from '../database/open-history'
import { describeOwner, type Owner } from '../database/socket/owner-file'
import { StudioError, exitCodes } from '../../src-contract/errors'
import type { GpuDevices } from '../gpu/devices'
import type { JobListener, Studio } from '../jobs/studio'
import type { JobQueue } from '../jobs/queue'
import { homeFolder } from '../system/home-folder'
import type { Interrupt } from './interrupt'
import { trackedFields } from './output/describe-tracking'
import type { Terminal } from './output/terminal'

/** What a command works with. */
export interface CommandContext {
  readonly terminal: Terminal
  readonly interrupt: Interrupt
  readonly queue: JobQueue
  /** As stored in the home folder; read when it is first asked for. */
  readonly settings: () => AppSettings
  readonly home: string
  /** The user named the home folder: where it has no history, that is a mistake. */
  readonly homeNamed: boolean
  /** What jobs compute on. */
  readonly devices: GpuDevices
}

/** Exit code; nothing means done. */
export type Outcome = number | undefined

/** A command that looks: works beside a training, as its guest. */
export async function withReader<T>(context: CommandContext, work: (history: HistoryReader) => Promise<T>): Promise<T> {
  return closing(await openHistory(context.home, { purpose: 'look' }), async (open) => {
    if (open.access === 'read-only') context.terminal.warning(open.warning)
    if (open.access !== 'owner') return work(open.history)
    tellNotices(context, open.notices)
    return work(checking(context, open.history))
  })
}

/** A list of the history; empty where nothing was ever stored in the usual place. */
export async function listed<T>(context: CommandContext, list: (history: HistoryReader) => Promise<readonly T[]>): Promise<readonly T[]> {
  return !context.homeNamed && !hasHistory(context.home) ? [] : withReader(context, list)
}

/** A command that writes: needs the history for itself. */
export async function withStudio<T>(context: CommandContext, work: (studio: Studio) => Promise<T>): Promise<T> {
  return closing(await openHistory(context.home), (open) => {
    if (open.access === 'guest') {
      throw inUse(context.home, { pid: open.ownerPid, place: open.ownerPlace })
    }
    if (open.access === 'read-only') throw new StudioError('history-newer', open.warning)
    tellNotices(context, open.notices)
    return work({ history: open.history, home: homeFolder(context.home), queue: context.queue })
  })
}

function inUse(home: string, owner: Owner): StudioError {
  const way =
    owner.place === 'window'
      ? 'Start this there, or close the window'
      : `Wait for it or stop it (Ctrl-C there or kill ${owner.pid}; a training saves a checkpoint first)`
  return new StudioError('history-in-use', `The history in ${home} is in use by ${describeOwner(owner)}. ${way}, or choose another folder with --home.`)
}

/** Whoever asks for a run gets it as it was stored, or as its log has it, and hears of that. */
function checking(context: CommandContext, history: HistoryWriter): HistoryReader {
  const run = async (key: string): Promise<RunRecord> => {
    const notice = await history.checkRun(key)
    if (notice !== null) tellNotices(context, [notice])
    return history.run(key)
  }
  return { ...history, run }
}

/** What happened to the history on opening, such as that it was damaged and restored. */
function tellNotices({ terminal }: CommandContext, notices: readonly string[]): void {
  for (const notice of notices) terminal.warning(notice)
}

async function closing<T>(open: OpenHistory, work: (open: OpenHistory) => Promise<T>): Promise<T> {
  try {
    return await work(open)
  } finally {
    await open.close()
  }
}

/** Waits for a job while Ctrl-C, or the leaving of whoever reads the output, stops it. */
export async function finish<T>(context: CommandContext, job: { readonly result: Promise<T>; stop(): void }): Promise<T> {
  const stop = (): void => job.stop()
  context.terminal.out.onGone(stop)
  try {
    return await context.interrupt.during(stop, job.result)
  } finally {
    context.terminal.clear()
  }
}

/** What a job reports, as the terminal shows it. `run`: which one of several it is about. */
export function listenerOf({ terminal }: CommandContext, run?: string): JobListener {
  const which = run === undefined ? {} : { run }
  return {
    waits: (what) => {
      if (terminal.json) terminal.event('waits', { for: what })
      else terminal.note(`Waits for ${what}.`)
    },
    begins: () => undefined,
    silence: (since) => {
      if (since !== null) terminal.warning(`The worker has not answered since ${since.toLocaleTimeString('en-GB')}.`)
    },
    event(event) {
      switch (event.kind) {
        case 'progress':
          terminal.progress(event.progress)
          return
        case 'log':
          if (event.level === 'warning') terminal.warning(event.message)
          else if (terminal.json) terminal.event('log', { ...which, message: event.message })
          else terminal.note(event.message)
          return
        case 'started':
          terminal.event('started', { ...which, step: event.step, totalSteps: event.totalSteps })
          return
        case 'checkpoint':
          terminal.event('checkpoint', { ...which, ...event.checkpoint })
          return
        case 'tracked':
          for (const { point } of event.tables) terminal.event('tracked', { ...which, ...trackedFields(point) })
          return
        case 'metrics':
        case 'weights':
        case 'scores':
        case 'candidates':
        case 'case':
          return
      }
    },
    warning: (message) => terminal.warning(message),
  }
}

export function stoppedOr(state: 'finished' | 'stopped'): Outcome {
  return state === 'stopped' ? exitCodes.stopped : exitCodes.done
}
