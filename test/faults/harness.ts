/**
 * One way to write a fault campaign. A trial injects one fault and sees it through; every trial leaves a record, and a
 * campaign ends with one line: "N injected, N recovered, 0 lost". `npm test` runs few trials, `npm run test:faults` all.
 */
import { appendFileSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'vitest'
import { seededRandom, testSeed } from '../helpers/history-process'

/** What a trial saw. A state that breaks a promise is thrown instead. */
export interface Finding {
  readonly before: unknown
  readonly after: unknown
  /** Things that had been acknowledged (checkpoints, rows) and were gone afterwards. */
  readonly lost: number
}

/** FAULT_COUNT: "full", a number of trials, or unset for the few of `npm test`. */
const wanted = process.env['FAULT_COUNT']
export const full = wanted === 'full'

export function trials(few: number, all: number): number {
  if (wanted === undefined) return few
  return full ? all : Number(wanted)
}

export class Campaign {
  /** Of the whole campaign; SEED in the environment replays it. */
  readonly seed: number
  /** Uniform in [0, 1): the draws of the campaign. */
  readonly random: () => number
  private injected = 0
  private lost = 0
  private readonly failures: string[] = []

  constructor(private readonly name: string) {
    this.seed = testSeed(name)
    this.random = seededRandom(this.seed)
  }

  /** A whole number from `from` to `to`, both included. */
  integer(from: number, to: number): number {
    return from + Math.floor(this.random() * (to - from + 1))
  }

  /** One trial. The ones after it run also where it fails, so that a campaign tells all it found. */
  async fault(kind: string, point: string | number, body: () => Finding | Promise<Finding>): Promise<void> {
    this.injected += 1
    const began = performance.now()
    const record = { campaign: this.name, fault: kind, point, seed: this.seed, trial: this.injected }
    try {
      const { before, after, lost } = await body()
      this.lost += lost
      write(this.name, { ...record, recovered: true, before, after, lost, seconds: secondsSince(began) })
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error)
      this.failures.push(`${kind} at ${point}: ${reason}`)
      write(this.name, { ...record, recovered: false, reason, seconds: secondsSince(began) })
    }
  }

  /** Prints the line and fails unless every trial recovered and nothing was lost. */
  end(): void {
    const recovered = this.injected - this.failures.length
    console.log(`${this.name}: ${this.injected} injected, ${recovered} recovered, ${this.lost} lost`)
    expect(this.failures, `seed ${this.seed}`).toEqual([])
    expect(this.lost, `lost, seed ${this.seed}`).toBe(0)
    expect(this.injected).toBeGreaterThan(0)
  }
}

function secondsSince(began: number): number {
  return (performance.now() - began) / 1000
}

/** One JSON object a line in FAULT_RECORDS/<campaign>.jsonl, where that folder is given. */
function write(campaign: string, record: object): void {
  const folder = process.env['FAULT_RECORDS']
  if (folder === undefined) return
  mkdirSync(folder, { recursive: true })
  appendFileSync(join(folder, `${campaign.replaceAll(/[^\w-]+/g, '-')}.jsonl`), `${JSON.stringify(record)}\n`)
}
