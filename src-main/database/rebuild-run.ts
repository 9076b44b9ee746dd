/** Reads a run back from its log alone, for a history that was lost or whose rows no longer fit their hash. */
import { closeSync, createReadStream, fstatSync, openSync, readSync } from 'node:fs'
import { createInterface } from 'node:readline'
import * as v from 'valibot'
import type { CheckpointRecord, MetricRow, RunRecord, TrainConfig, Versions } from '../../src-contract/domain/run'
import type { ArchitectureFacts } from '../../src-contract/domain/ranking'
import type { TrackedPoint } from '../../src-contract/domain/tracking'
import { StudioError } from '../../src-contract/errors'
import { diskError } from '../system/disk-error'
import { endedAsTold } from './ended-as-told'
import { pointFromLog, type PackedPoint } from './tracked-pack'

export interface RebuiltRun {
  readonly run: RunRecord
  readonly metrics: readonly MetricRow[]
  readonly checkpoints: readonly CheckpointRecord[]
  /** By step. */
  readonly tracked: readonly PackedPoint[]
  /** Numbers of lines that cannot be read, without a torn last one, which a crash leaves and nobody was told of. */
  readonly damagedLines: readonly number[]
}

const time = v.pipe(v.string(), v.isoTimestamp())
const record = <T extends object>() => v.custom<T>((value) => typeof value === 'object' && value !== null)
const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0))
const text = v.nullable(v.string())
/** No log holds an infinity: one is a flipped digit of an exponent. */
const finite = v.pipe(v.number(), v.finite())

/** What a point needs to have a place in a run; all else of it is taken as it stands. */
const pointPlace = v.object({ step: count, stage: v.nullable(count) })
const point = v.custom<TrackedPoint>((value) => v.is(pointPlace, value))

const entrySchema = v.variant('kind', [
  v.object({
    kind: v.literal('started'),
    time,
    run: v.object({ id: v.string(), name: v.string(), createdAt: v.string(), versions: record<Versions>() }),
    step: count,
    totalSteps: count,
    config: record<TrainConfig>(),
  }),
  v.object({ kind: v.literal('metrics'), time, rows: v.array(v.strictTuple([count, count, finite, finite, finite, count])) }),
  v.object({ kind: v.literal('checkpoint'), time, checkpoint: v.object({ step: count, path: v.string(), bytes: count, weightsSha256: v.string() }) }),
  v.object({ kind: v.literal('tracked-list'), time, list: v.string(), facts: v.array(record<ArchitectureFacts>()) }),
  v.object({ kind: v.literal('tracked'), time, points: v.array(v.object({ point, list: v.string(), scores: v.string() })) }),
  v.object({ kind: v.literal('log'), time }),
  v.object({
    kind: v.literal('ended'),
    time,
    state: v.picklist(['paused', 'stopped', 'interrupted', 'failed', 'finished']),
    finalLoss: v.nullable(finite),
    weightsSha256: text,
    seconds: finite,
    error: v.nullable(v.object({ code: v.string(), message: v.string() })),
  }),
])
type Entry = v.InferOutput<typeof entrySchema>
type Of<Kind extends Entry['kind']> = Extract<Entry, { readonly kind: Kind }>

export async function rebuildRunFromLog(path: string): Promise<RebuiltRun> {
  const state = new Rebuild()
  const damagedLines: number[] = []
  let number = 0
  try {
    for await (const line of createInterface({ input: createReadStream(path), crlfDelay: Infinity })) {
      number += 1
      const entry = parseEntry(line)
      if (entry !== null && state.take(entry)) continue
      damagedLines.push(number)
      state.lineLost()
    }
  } catch (error) {
    throw diskError(error, `The log ${path} of a run cannot be read`)
  }
  if (damagedLines.at(-1) === number && !endsWithLineFeed(path)) damagedLines.pop()
  const run = state.finish()
  if (run === null) throw new StudioError('history-damaged', `The log ${path} does not say which run it belongs to: nothing can be rebuilt from it.`)
  return { run, metrics: state.metrics, checkpoints: state.checkpoints, tracked: state.tracked, damagedLines }
}

function endsWithLineFeed(path: string): boolean {
  const file = openSync(path, 'r')
  try {
    const last = Buffer.alloc(1)
    readSync(file, last, 0, 1, Math.max(0, fstatSync(file).size - 1))
    return last[0] === 0x0a
  } finally {
    closeSync(file)
  }
}

function parseEntry(line: string): Entry | null {
  let value: unknown
  try {
    value = JSON.parse(line)
  } catch {
    // Counted by the caller: a torn or damaged line is a finding, not a failure.
    return null
  }
  const entry = v.safeParse(entrySchema, value)
  return entry.success ? entry.output : null
}

/** The same rules by which the history itself takes events, over plain arrays. */
class Rebuild {
  metrics: MetricRow[] = []
  checkpoints: CheckpointRecord[] = []
  tracked: PackedPoint[] = []
  private readonly lists = new Map<string, readonly ArchitectureFacts[]>()
  private run: RunRecord | null = null
  private partStarted: number | null = null
  private lastTime = 0
  /** Step of the row that comes next: a log has one for each step, in order. */
  private next = 0
  /** A line before cannot be read: it may have had rows, or have been the start of a part. */
  private hasLost = false

  lineLost(): void {
    this.hasLost = true
  }

  /** False, with nothing taken, where the entry makes no sense: it is damaged, or an earlier one is missing. */
  take(entry: Entry): boolean {
    const now = Date.parse(entry.time)
    if (entry.kind === 'started') this.start(entry, now)
    else if (entry.kind === 'metrics') {
      if (!this.addRows(entry.rows, now)) return false
    } else if (entry.kind === 'checkpoint') {
      this.checkpoints = [...this.checkpoints.filter(({ step }) => step !== entry.checkpoint.step), entry.checkpoint]
    } else if (entry.kind === 'tracked-list') {
      this.lists.set(entry.list, entry.facts)
    } else if (entry.kind === 'tracked') {
      if (!this.addPoints(entry.points)) return false
    } else if (entry.kind === 'ended' && this.run !== null) {
      const { state, finalLoss, weightsSha256, error } = entry
      const lastLoss = endedAsTold(entry) ? (this.metrics.at(-1)?.loss ?? null) : null
      this.run = { ...this.run, state, finalLoss: finalLoss ?? lastLoss, weightsSha256, error, endedAt: entry.time, seconds: this.run.seconds + entry.seconds }
      this.partStarted = null
    }
    this.lastTime = now
    return true
  }

  finish(): RunRecord | null {
    this.abandonPart()
    return this.run === null ? null : { ...this.run, steps: this.metrics.length, lastLoss: this.metrics.at(-1)?.loss ?? null }
  }

  private addRows(rows: Of<'metrics'>['rows'], now: number): boolean {
    const first = rows[0]?.[0] ?? this.next
    if (rows.some(([step], at) => step !== first + at)) return false
    if (first !== this.next && !this.hasLost) return false
    // Rows after an end, or once more: the line that cannot be read was the start of their part.
    if (this.run !== null && (this.partStarted === null || first < this.next)) this.start({ ...this.run, run: this.run, step: first }, now)
    else if (first < this.next) this.cutAt(first)
    for (const [step, stage, loss, rate, complexity, pool] of rows) this.metrics.push({ step, stage, loss, rate, complexity, pool })
    this.next = first + rows.length
    this.hasLost = false
    return true
  }

  private addPoints(points: Of<'tracked'>['points']): boolean {
    const added: PackedPoint[] = []
    for (const { point, list, scores } of points) {
      const facts = this.lists.get(list)
      const isSame = ({ point: { step, stage } }: PackedPoint): boolean => step === point.step && stage === point.stage
      if (facts === undefined || this.tracked.some(isSame) || added.some(isSame)) return false
      added.push(pointFromLog(point, facts, scores))
    }
    this.tracked.push(...added)
    return true
  }

  /** What a part makes anew. */
  private cutAt(step: number): void {
    this.metrics = this.metrics.filter((row) => row.step < step)
    this.checkpoints = this.checkpoints.filter((checkpoint) => checkpoint.step <= step)
    this.tracked = this.tracked.filter(({ point }) => point.step <= step)
  }

  private start(entry: Pick<Of<'started'>, 'run' | 'step' | 'totalSteps' | 'config'>, now: number): void {
    this.abandonPart()
    this.cutAt(entry.step)
    this.next = entry.step
    this.hasLost = false
    this.run = {
      ...entry.run,
      state: 'interrupted',
      config: entry.config,
      endedAt: null,
      steps: 0,
      totalSteps: entry.totalSteps,
      finalLoss: null,
      lastLoss: null,
      weightsSha256: null,
      seconds: this.run?.seconds ?? 0,
      error: null,
    }
    this.partStarted = now
  }

  /** A part without an end counts until its last entry, as in the history. */
  private abandonPart(): void {
    if (this.run === null || this.partStarted === null) return
    const seconds = Math.max(0, this.lastTime - this.partStarted) / 1000
    this.run = { ...this.run, seconds: this.run.seconds + seconds, endedAt: new Date(this.lastTime).toISOString() }
    this.partStarted = null
  }
}
