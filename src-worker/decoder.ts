/** A thread of a worker that reads and decodes images of an indexed data set for it; ended by the worker. */
import { parentPort, workerData } from 'node:worker_threads'
import { taskRunner } from './dataset/stream/decode-task'
import type { DecoderSetup, DecodeTask } from './dataset/stream/decoder-protocol'

const run = taskRunner(workerData as DecoderSetup)
parentPort?.on('message', (task: DecodeTask) => parentPort?.postMessage(run(task)))
