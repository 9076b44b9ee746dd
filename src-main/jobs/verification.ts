import * as v from 'valibot'
import { verification, type Verification, type VerificationView, type VerifiedCase } from '../../src-contract/domain/verification'
import { StudioError } from '../../src-contract/errors'
import type { CaseResult } from '../../src-contract/worker-protocol'
import { openJsonFile, type JsonFile } from '../system/json-file'
import { bundled } from '../system/locations'
import { processorName } from '../system/processor'
import { versions } from '../system/versions'
import type { JobBoard } from './job-board'
import { verifyFolder } from './plain-jobs'

const stored = v.object({ last: v.optional(v.nullable(verification), null) })

/** Verifications of this machine with the golden cases that come along; the last whole one is kept in a file. */
export class Verifications {
  private readonly file: JsonFile<v.InferOutput<typeof stored>>
  private last: Verification | null
  private current: VerifiedCase[] | null = null

  constructor(
    private readonly board: JobBoard,
    path: string,
    private readonly changed: () => void,
  ) {
    this.file = openJsonFile(path, stored)
    this.last = this.file.value.last
  }

  /** What was wrong with the file that was there. */
  get problem(): string | null {
    return this.file.problem
  }

  view(): VerificationView {
    return { last: this.last, current: this.current === null ? null : [...this.current] }
  }

  async start(): Promise<void> {
    if (this.current !== null) throw new StudioError('bad-argument', 'A verification is under way already.')
    const cases: VerifiedCase[] = []
    this.current = cases
    this.changed()
    let begun = 0
    const job = await this.board.add({ kind: 'verify', title: 'this machine' }, (listener) =>
      verifyFolder(this.board.compute, bundled.goldenCases(), {
        ...listener,
        begins: () => {
          begun = performance.now()
          listener.begins()
        },
        event: (event) => {
          if (event.kind === 'case') {
            cases.push(verifiedCase(event.result))
            this.changed()
          }
          listener.event(event)
        },
      }),
    )
    job.result
      .then(() => this.keep({ at: new Date().toISOString(), seconds: (performance.now() - begun) / 1000, processor: processorName(), tensorflow: versions().tensorflow, cases }))
      // The board tells of the failure.
      .catch(() => undefined)
      .finally(() => {
        this.current = null
        this.changed()
      })
  }

  private keep(ended: Verification): void {
    this.last = ended
    this.file.write({ last: ended })
  }
}

const none = { loss: null, learningRate: null, weights: null, momentum: null, logits: null }

function verifiedCase(result: CaseResult): VerifiedCase {
  const { name, pass, reason } = result
  if ('largest' in result) return { name, pass, reason, largest: result.largest, deviations: none }
  const { loss, learningRate, weights, momentum, logits } = result
  return { name, pass, reason, largest: null, deviations: { loss, learningRate, weights, momentum, logits } }
}
