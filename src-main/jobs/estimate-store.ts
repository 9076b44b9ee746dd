import { createHash } from 'node:crypto'
import { cpus, hostname } from 'node:os'
import * as v from 'valibot'
import type { TrainConfig } from '../../src-contract/domain/run'
import type { StepMeasure } from '../../src-contract/domain/run-plan'
import { openJsonFile, type JsonFile } from '../system/json-file'
import { studioVersion } from '../system/versions'

const measure = v.object({ secondsPerStep: v.number(), error: v.number(), steps: v.number(), peakBytes: v.number(), poolsMade: v.number(), trackingSeconds: v.optional(v.number()) })
const fileSchema = v.object({ measures: v.optional(v.array(v.object({ key: v.string(), measure })), []) })
type Content = v.InferOutput<typeof fileSchema>

/** Measurements to remember; the oldest go. */
const kept = 200

/** Measured steps by what decides their time, so that the same form on the same machine is measured once. */
export class EstimateStore {
  private readonly file: JsonFile<Content>

  constructor(path: string) {
    this.file = openJsonFile(path, fileSchema)
  }

  /** What was wrong with the file; null when nothing was. */
  get problem(): string | null {
    return this.file.problem
  }

  find(config: TrainConfig): StepMeasure | null {
    const key = keyOf(config)
    return this.file.value.measures.find((entry) => entry.key === key)?.measure ?? null
  }

  add(config: TrainConfig, found: StepMeasure): void {
    const key = keyOf(config)
    const others = this.file.value.measures.filter((entry) => entry.key !== key)
    this.file.write({ measures: [{ key, measure: found }, ...others].slice(0, kept) })
  }
}

/** What decides the time and memory of a step: machine, version, and the part of the configuration that shapes it. */
function keyOf({ space, classes, imageSize, method, stages, sampler, momentum, inactive, augment, batch, trainImages, optimizer, runtime, tracking, length }: TrainConfig): string {
  const machine = [hostname(), cpus()[0]?.model ?? '', cpus().length, studioVersion]
  // What all tracked points take also depends on their number.
  const tracked = tracking === undefined ? [] : [createHash('sha256').update(JSON.stringify([tracking, length, trainImages])).digest('hex')]
  return JSON.stringify([machine, space, classes, imageSize, method, stages, sampler, momentum.id, inactive, augment, Math.min(batch, trainImages), optimizer.clipNorm > 0, runtime, ...tracked])
}
