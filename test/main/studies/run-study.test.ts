/** How a study deals with what happens to its runs. History, files and queue are real; what the jobs do is told by each test. */
import { describe, expect, it, vi } from 'vitest'
import type { RunRecord } from '../../../src-contract/domain/run'
import { StudioError, type ErrorCode } from '../../../src-contract/errors'
import { drawInteger } from '../../../src-main/jobs/draw-integer'
import { JobQueue, type JobHandle } from '../../../src-main/jobs/queue'
import type { Studio } from '../../../src-main/jobs/studio'
import { enterStudy } from '../../../src-main/studies/enter-study'
import { runStudy, type Launch, type StudyEnd, type StudyHandle } from '../../../src-main/studies/run-study'
import { studyStatus } from '../../../src-main/studies/view-study'
import { homeFolder } from '../../../src-main/system/home-folder'
import { exampleDataset, openOwned, temporaryHome } from '../../helpers/history-fixtures'

// It asks Electron for its place as it is read, and no worker is started here.
vi.mock('../../../src-main/jobs/utility-worker', () => ({ startUtilityWorker: null }))

const file = (changes: object = {}): string =>
  JSON.stringify({
    format: 1,
    name: 'small',
    dataset: 'pictures',
    settings: { channels: 4, cells: 1, steps: 4, batch: 8, threads: 1 },
    arms: [{ name: 'cosine' }, { name: 'ms', settings: { momentum: 'separated' } }],
    seeds: [0],
    reference: 'cosine',
    ranking: { architectures: 'random:4', images: 4, batch: 4 },
    figures: { primary: [{ figure: 'finalLoss' }] },
    ...changes,
  })

async function withStudio(work: (studio: Studio) => Promise<void>, workers = 1): Promise<void> {
  const home = temporaryHome()
  const { history, close } = await openOwned(home)
  try {
    history.addDataset(exampleDataset('data-1', 'pictures'))
    await work({ history, home: homeFolder(home), queue: new JobQueue(() => ({ workers, threads: null, gpus: [], libraries: [] })) })
  } finally {
    await close()
  }
}

const listener = { waits: () => undefined, begins: () => undefined, silence: () => undefined, event: () => undefined, warning: () => undefined }
const handleOf = (result: Promise<unknown>, stop: () => void = () => undefined): JobHandle<unknown> => ({ result, stop, checkpoint: () => undefined, pid: () => undefined })

/** A launch whose trainings are `train`, and whose rankings begin as they would. */
const launching = (train: (run: string) => Promise<JobHandle<unknown>>): Launch =>
  (async (label, begin) => (label.kind === 'train' ? train(label.runId ?? '') : begin(listener))) as Launch

function begin(studio: Studio, id: string, launch: Launch, retryFailed = false): StudyHandle {
  return runStudy(studio, id, { retryFailed, checkpoints: { minutes: 1, steps: null } }, launch, { cell: () => undefined })
}

/** Ends the training of a run as if all its steps had been done; there is no checkpoint of it. */
function finishRun({ history }: Studio, run: RunRecord): void {
  history.startRun(run.id, { step: 0, totalSteps: run.totalSteps, config: run.config })
  history.endRun(run.id, { state: 'finished', finalLoss: 1, weightsSha256: 'a'.repeat(64), seconds: 1, error: null })
}

const enter = async (studio: Studio, text = file()): Promise<string> => (await enterStudy(studio, text, 'small.json')).id
const errorsOf = ({ left }: StudyEnd): string[] => left.map(({ arm, state, error }) => `${arm} ${state}: ${error ?? ''}`)

describe('what happens to one run', () => {
  it('an evaluation that cannot begin is told with its run and left alone until it is asked for; the others are made', () =>
    withStudio(async (studio) => {
      const id = await enter(studio)
      const trained: string[] = []
      const launch = launching(async (runId) => {
        const run = await studio.history.run(runId)
        finishRun(studio, run)
        trained.push(run.name)
        return handleOf(Promise.resolve())
      })
      const end = await begin(studio, id, launch).result
      expect(trained).toEqual(['small-cosine-seed-0', 'small-ms-seed-0'])
      expect([end.state, errorsOf(end)]).toEqual(['incomplete', ['cosine', 'ms'].map((arm) => expect.stringMatching(`^${arm} ranking-failed: Run .* has no checkpoint yet`) as string)])
      const { view } = await studyStatus(studio.history, id)
      expect(view.cells.map(({ state, error }) => [state, error?.includes('has no checkpoint yet')])).toEqual([['ranking-failed', true], ['ranking-failed', true]])

      const rankings = async (): Promise<number> => (await Promise.all(view.cells.map(({ runId }) => studio.history.rankings(runId ?? '')))).flat().length
      await begin(studio, id, launch).result
      expect(await rankings()).toBe(2)
      await begin(studio, id, launch, true).result
      expect(await rankings()).toBe(4)
    }))

  it.each<[ErrorCode, boolean]>([
    ['bad-argument', false],
    ['checkpoint-invalid', false],
    ['dataset-missing', false],
    ['out-of-memory', false],
    ['disk-full', true],
    ['permission-denied', true],
    ['history-damaged', true],
    ['dataset-changed', true],
    ['internal', true],
  ])('%s ends the whole study: %s', (code, ends) =>
    withStudio(async (studio) => {
      const id = await enter(studio)
      let launched = 0
      const study = begin(studio, id, launching(() => {
        launched++
        return Promise.reject(new StudioError(code, 'for this test'))
      }))
      if (ends) await expect(study.result).rejects.toMatchObject({ code, message: 'for this test' })
      else expect(errorsOf(await study.result)).toEqual(['cosine queued: for this test', 'ms queued: for this test'])
      expect(launched).toBe(ends ? 1 : 2)
    }),
  )
})

it('a study is told to be under way before its first run, between its runs, and no more after its end or a break', () =>
  withStudio(async (studio) => {
    const id = await enter(studio)
    const seen: (readonly string[])[] = []
    const launch = launching(async (runId) => {
      seen.push(await studio.history.studiesUnderWay())
      finishRun(studio, await studio.history.run(runId))
      return handleOf(Promise.resolve())
    })
    await begin(studio, id, launch).result
    expect([seen, await studio.history.studiesUnderWay()]).toEqual([[[id], [id]], []])
    await expect(begin(studio, id, launching(() => Promise.reject(new StudioError('disk-full', 'The disk is full.'))), true).result.then(() => studio.history.studiesUnderWay(), () => studio.history.studiesUnderWay())).resolves.toEqual([])
  }))

describe('a run of the history', () => {
  it('whose split choice was set by hand is not taken for one that the seed draws', () =>
    withStudio(async (studio) => {
      const launch = launching(async (runId) => {
        finishRun(studio, await studio.history.run(runId))
        return handleOf(Promise.resolve())
      })
      const choices = [0, 1, 2, 3, 4, 5]
      const setBy = (splitChoice?: number): string => file({ arms: [{ name: 'ms', settings: { momentum: 'separated', splitChoice } }], reference: 'ms', seeds: [0] })
      // The same wish with each choice in turn, so that one of them is what the seed draws.
      for (const choice of choices) {
        await begin(studio, await enter(studio, setBy(choice)), launch).result
        studio.history.removeStudy('small')
      }
      const drawn = drawInteger(6, 'split-choice', 0)
      const expected = (await studio.history.runs()).find(({ config }) => config.momentum.id !== 'shared' && config.momentum.splitChoice === drawn)
      const id = await enter(studio, setBy())
      await begin(studio, id, launch).result
      expect((await studio.history.study(id)).cells.map(({ runId }) => runId)).toEqual([expected?.id])
      expect(await studio.history.runs()).toHaveLength(choices.length)
    }))
})

describe('two runs at once, when one of them breaks the study off', () => {
  /** A study whose second run meets a full disk at once. */
  const broken = (studio: Studio, id: string, first: (runId: string) => Promise<JobHandle<unknown>>): StudyHandle => {
    let launched = 0
    return begin(studio, id, launching(async (runId) => {
      if (launched++ === 0) return first(runId)
      throw new StudioError('disk-full', 'The disk is full.')
    }))
  }
  const soon = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 50))

  it('a run that is just being begun is stopped as well', () =>
    withStudio(async (studio) => {
      let stopped = 0
      const study = broken(studio, await enter(studio), async () => {
        // By then the other line is broken.
        await soon()
        const stopping = new AbortController()
        const result = new Promise((_, reject) => stopping.signal.addEventListener('abort', () => reject(new StudioError('stopped', 'Stopped.'))))
        return handleOf(result, () => {
          stopped++
          stopping.abort()
        })
      })
      await expect(study.result).rejects.toMatchObject({ code: 'disk-full' })
      expect(stopped).toBe(1)
    }, 2))

  it('a run that has just been trained is not evaluated before the break is told', () =>
    withStudio(async (studio) => {
      const id = await enter(studio)
      const study = broken(studio, id, async (runId) => {
        await soon()
        finishRun(studio, await studio.history.run(runId))
        return handleOf(Promise.resolve())
      })
      await expect(study.result).rejects.toMatchObject({ code: 'disk-full' })
      expect((await studyStatus(studio.history, id)).view.cells[0]?.state).toBe('trained')
    }, 2))
})
