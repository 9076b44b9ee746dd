/**
 * What the job asks of its decoder threads. A thread reads files, makes squares of them and writes these into memory
 * that it shares with the job; only short messages go to and fro.
 */

import type { ErrorData } from '../../../src-contract/errors'

/** Told to a thread once, at its start. */
export interface DecoderSetup {
  /** Source folder; paths are relative to it. */
  readonly root: string
  /** Side of the squares in pixels. */
  readonly side: number
  readonly mean: readonly number[]
  readonly std: readonly number[]
}

/** Training: augmented as drawn from these and the slot, then normalised to floats. */
export interface TrainLook {
  readonly kind: 'train'
  readonly seed: number
  readonly stage: number
  readonly step: number
  readonly flip: boolean
  readonly leastArea: number
  readonly jitter: number
}

/** Evaluation: the central part, as bytes. */
export interface EvaluationLook {
  readonly kind: 'evaluation'
}

export type Look = TrainLook | EvaluationLook

export interface WantedImage {
  /** Place in the batch. */
  readonly slot: number
  readonly path: string
  /** First 8 bytes of the SHA-1 that its bytes must have. */
  readonly digest: bigint
}

export interface DecodeTask {
  readonly number: number
  /** Squares one after another, by slot: floats or bytes as the look says. */
  readonly target: SharedArrayBuffer
  readonly look: Look
  readonly images: readonly WantedImage[]
}

/** An image that is as it was indexed and cannot be decoded: another one is to take its slot. */
export interface Undecodable {
  readonly slot: number
  readonly reason: string
}

export interface DecodeReply {
  readonly number: number
  readonly undecodable: readonly Undecodable[]
  /** Why the task was given up; null where it was not. */
  readonly error: ErrorData | null
}
