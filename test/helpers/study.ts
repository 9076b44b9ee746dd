/** A small study and results of it, each a pure function of arm and seed. */
import type { StudyResult } from '../../src-contract/study/study'
import { exampleConfig, exampleRun } from './history-records'

export const studyText = `{
  "format": 1,
  "name": "small",
  "description": "For tests.",
  "dataset": "pictures",
  "settings": { "channels": 4, "cells": 1, "steps": 40, "batch": 16, "threads": 1 },
  "arms": [
    { "name": "cosine", "settings": { "rate": "cosine" } },
    { "name": "calr", "title": "CaLR & γ_4", "settings": { "rate": "calr" } },
    { "name": "ms", "settings": { "momentum": "separated" } }
  ],
  "seeds": [0, 1, 2],
  "reference": "cosine",
  "ranking": { "architectures": "random:20", "images": 32, "batch": 16 },
  "figures": {
    "primary": [{ "figure": "complexityBias", "score": "loss", "truth": "cifar10" }],
    "secondary": [{ "figure": "kendallTau", "score": "accuracy", "truth": "cifar10" }, { "figure": "finalLoss" }]
  }
}
`

/** Distance of the arms, so that means and differences are known by hand. */
const armValue: Readonly<Record<string, number>> = { cosine: 0, calr: 0.5, ms: -0.25 }

export function studyResult(arm: string, seed: number, change: Partial<StudyResult> = {}): StudyResult {
  const value = (armValue[arm] ?? 0) + seed ** 2 / 3
  return {
    arm,
    seed,
    runId: `run-${arm}-${seed}`,
    createdAt: '2026-01-01T00:00:00.000Z',
    endedAt: '2026-01-01T00:01:00.000Z',
    steps: 40,
    seconds: 60 + seed / 7,
    finalLoss: 2 + value,
    weightsSha256: `${arm}-${seed}`.padEnd(64, '0'),
    threads: 1,
    oneDnn: true,
    versions: exampleRun('', '').versions,
    config: JSON.stringify({ ...exampleConfig, datasetId: undefined, runtime: undefined, seed, momentum: { id: 'separated', splitChoice: seed } }),
    evaluation: { step: 40, architectures: 20, liveGraphs: 19, images: 32, seconds: 1.5 },
    figures: { finalLoss: 2 + value, seconds: 60 + seed / 7, 'complexityBias.loss.cifar10': value, 'kendallTau.accuracy.cifar10': arm === 'ms' && seed === 1 ? null : 0.5 - value / 3 },
    curves: { loss: [{ step: 20, value: 3 + value }, { step: 40, value: 2 + value / 7 }] },
    ...change,
  }
}
