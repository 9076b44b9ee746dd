/** Records for tests of the history: small, valid, and every metric row a pure function of its step. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import type { DatasetRecord } from '../../src-contract/domain/dataset'
import type { RankingRow, RankingSummary } from '../../src-contract/domain/ranking'
import type { MetricRow } from '../../src-contract/domain/run'
import type { HistoryReader, HistoryWriter, OpenHistory } from '../../src-main/database/history-api'
import { openHistory, type OpenOptions } from '../../src-main/database/open-history'
import { exampleRun } from './history-records'

export { exampleConfig, exampleRun, metricRow, metricRows } from './history-records'

export function temporaryHome(prefix = 'history-'): string {
  const home = mkdtempSync(join(tmpdir(), prefix))
  onTestFinished(() => rmSync(home, { recursive: true, force: true }))
  return home
}

export async function openOwned(home: string, options?: OpenOptions): Promise<Extract<OpenHistory, { access: 'owner' }>> {
  const open = await openHistory(home, options)
  if (open.access !== 'owner') throw new Error(`expected to own ${home}, not ${open.access}`)
  return open
}

export function addExampleRun(history: HistoryWriter, id = 'run-1', name = 'first'): void {
  history.addRun(exampleRun(id, name))
}

export async function allMetrics(history: HistoryReader, runId: string, range?: { from: number; to: number }): Promise<MetricRow[]> {
  const rows: MetricRow[] = []
  for await (const page of history.metrics(runId, range)) rows.push(...page)
  return rows
}

export async function allRankingRows(history: HistoryReader, rankingId: string): Promise<RankingRow[]> {
  const rows: RankingRow[] = []
  for await (const page of history.rankingRows(rankingId)) rows.push(...page)
  return rows
}

export function exampleDataset(id: string, name: string): DatasetRecord {
  return {
    id,
    name,
    kind: 'class-folders',
    sourcePath: '/data/pets',
    imageSize: 32,
    classes: ['cat', "'; DROP TABLE runs; --"],
    counts: { train: 10, valid: 4, test: 4 },
    mean: [1.5, 2, 3],
    std: [4, 5, 6],
    fingerprint: 'f00d',
    packedBytes: 55_332,
    createdAt: '2025-01-01T00:00:00.000Z',
    report: {
      seen: 19,
      accepted: 18,
      ignored: 0,
      rejectedCount: 1,
      rejected: [{ path: 'cat/bröken\n.png', reason: 'cut' }],
      warnings: [],
      perClass: { cat: { train: 14, test: 4 } },
      sizes: [{ size: '32x32', images: 18 }],
      duplicates: { images: 0, withinSplits: 0, acrossSplits: 0, acrossClasses: 0, pairs: [] },
      split: 'training images halved, stratified, seed 0',
      seconds: 0.5,
      imagesPerSecond: 36,
      peakMemoryBytes: 1e8,
    },
  }
}

export function rankingRow(index: number): RankingRow {
  return {
    index,
    architecture: `|conv~${index}|`,
    parameters: 1000 + index,
    multiplyAdds: 50_000 + index,
    accuracy: 1 / (index + 2),
    loss: Math.sqrt(index),
    truth: index % 2 === 0 ? { cifar10: 90 + index / 1e5, cifar100: 70, imagenet16: 45 } : null,
  }
}

export function rankingSummary(): RankingSummary {
  return {
    architectures: 2,
    liveGraphs: 2,
    images: 16,
    figures: null,
    top1: { byLoss: rankingRow(0), byAccuracy: rankingRow(1), optimum: null },
    seconds: 2,
  }
}

export const rankingConfig = { runId: 'run-1', subset: { kind: 'all' }, images: 16, batch: 16, seed: 0 } as const

