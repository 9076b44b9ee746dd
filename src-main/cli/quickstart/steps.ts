/** The steps of the quickstart, each of which takes up what an earlier, interrupted one left. */
import type { DatasetRecord } from '../../../src-contract/domain/dataset'
import type { RankingSummary } from '../../../src-contract/domain/ranking'
import type { RunRecord } from '../../../src-contract/domain/run'
import type { TrainRequest } from '../../../src-contract/domain/train-request'
import { StudioError } from '../../../src-contract/errors'
import { becomes } from '../../jobs/becomes'
import { importDataset } from '../../jobs/import-dataset'
import { findRanking, rankRun } from '../../jobs/rank-run'
import type { RankRequest } from '../../jobs/ranking-config'
import { configOf, type JobListener, type Studio } from '../../jobs/studio'
import { resumeRun, trainRun } from '../../jobs/train-run'
import { bundled, sampleName } from '../../system/locations'
import { finish, type CommandContext } from '../context'
import { rankingBatch, type QuickstartScale } from './scale'

const checkpoints = { minutes: 1, steps: null }

export interface Guide {
  readonly context: CommandContext
  readonly studio: Studio
  readonly listener: JobListener
  readonly say: (text: string) => void
}

export async function provideSample({ context, studio, listener, say }: Guide): Promise<DatasetRecord> {
  const there = (await studio.history.datasets()).find(({ name }) => name === sampleName)
  if (there !== undefined) {
    say(`Data: "${sampleName}" is in the history already.`)
    return there
  }
  say('Data: importing the sample of CIFAR-10.')
  return finish(context, await importDataset(studio, { path: bundled.sample(), name: sampleName }, listener))
}

export async function provideRun({ context, studio, listener, say }: Guide, request: TrainRequest, dataset: DatasetRecord): Promise<RunRecord> {
  const wanted = configOf(studio.queue, request, dataset)
  const same = (await studio.history.runs()).filter(({ config, name }) => name === request.name && becomes(wanted, config))
  const finished = same.find(({ state }) => state === 'finished')
  if (finished !== undefined) {
    say(`Training: ${finished.name} is finished already (run ${finished.id}).`)
    return finished
  }
  const begun = same[0]
  say(begun === undefined ? `Training: ${request.name ?? ''}.` : `Training: going on with ${begun.name} (run ${begun.id}).`)
  const started = begun === undefined ? await trainRun(studio, request, checkpoints, listener) : await resumeRun(studio, begun.id, checkpoints, listener)
  const { state } = await finish(context, started)
  if (state === 'stopped') throw stopped()
  return studio.history.run(started.runId)
}

export async function provideRanking({ context, studio, listener, say }: Guide, run: RunRecord, { subset, subsetText, images }: QuickstartScale): Promise<RankingSummary> {
  const request: RankRequest = { run: run.id, subset, images, batch: rankingBatch, seed: 0 }
  const there = await findRanking(studio, request)
  if (there?.summary) {
    say(`Ranking: ${run.name} is ranked already.`)
    return there.summary
  }
  say(`Ranking: ${run.name}, ${subsetText}.`)
  const { state, summary } = await finish(context, await rankRun(studio, request, false, listener))
  if (state === 'stopped' || summary === null) throw stopped()
  return summary
}

function stopped(): StudioError {
  return new StudioError('stopped', 'Stopped; what is done is saved, and the same command goes on from there.')
}
