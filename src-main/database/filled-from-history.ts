import type { MetricRow } from '../../src-contract/domain/run'
import type { RebuiltRun } from './rebuild-run'
import type { Tables } from './tables/all'
import type { MetricPosition } from './tables/metrics'
import type { PackedPoint } from './tracked-pack'

/** A run as its damaged log tells it, with what the log lacks and the history has. Where both have something the log counts: it is newer. */
export function filledFromHistory(rebuilt: RebuiltRun, { runs, metrics, checkpoints, tracked }: Tables): RebuiltRun {
  const { run } = rebuilt
  const number = runs.anyNumberOf(run.id)
  // What the history has after these may be of a part that was given up.
  const end = madeSteps(rebuilt)
  const rows = withLacking(rebuilt.metrics, storedRows(metrics, number).filter(({ step }) => step < end), ({ step }) => step).sort((a, b) => a.step - b.step)
  const points = withLacking(rebuilt.tracked, tracked.packed(number).filter(({ point }) => point.step <= end), ({ point }) => `${point.step} ${point.stage}`)
  return {
    ...rebuilt,
    run: { ...run, steps: rows.length, lastLoss: rows.at(-1)?.loss ?? null },
    metrics: rows,
    checkpoints: withLacking(rebuilt.checkpoints, checkpoints.list(number).filter(({ step }) => step <= end), ({ step }) => step),
    tracked: points.sort((a, b) => a.point.step - b.point.step || stagePlace(a) - stagePlace(b)),
  }
}

/** Steps that a run made, as far as its log tells, with those of lines that cannot be read. */
export function madeSteps({ run, metrics }: RebuiltRun): number {
  return run.state === 'finished' ? run.totalSteps : (metrics.at(-1)?.step ?? -1) + 1
}

function withLacking<T>(has: readonly T[], others: readonly T[], key: (one: T) => string | number): T[] {
  const keys = new Set(has.map(key))
  return [...has, ...others.filter((other) => !keys.has(key(other)))]
}

/** The point of the whole comes after those of its parts. */
function stagePlace({ point }: PackedPoint): number {
  return point.stage ?? Number.MAX_SAFE_INTEGER
}

function storedRows(metrics: Tables['metrics'], run: number): MetricRow[] {
  const rows: MetricRow[] = []
  let after: MetricPosition | null = null
  do {
    const page: ReturnType<Tables['metrics']['page']> = metrics.page(run, null, after)
    rows.push(...page.rows)
    after = page.next
  } while (after !== null)
  return rows
}
