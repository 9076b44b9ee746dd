/** Folders of small real images, made for one test. */
import { copyFileSync, mkdirSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import type { JobEvent } from '../../src-contract/worker-protocol'
import type { JobContext } from '../../src-worker/jobs/job-context'
import { sampleFolder } from './dataset-images'
import { quietContext } from './job-context'

/** Files of one class of the sample, each with different pixels. */
export function sampleImages(name: string): string[] {
  return readdirSync(join(sampleFolder, 'train', name)).sort().map((file) => join(sampleFolder, 'train', name, file))
}

/** Puts `count` different images of a class of the sample into a folder. */
export function putImages(folder: string, count: number, from: string, first = 0): void {
  mkdirSync(folder, { recursive: true })
  sampleImages(from).slice(first, first + count).forEach((path, i) => copyFileSync(path, join(folder, `${first + i}.jpg`)))
}

/** A context that gives the event loop real turns, keeps what is told, and stops when a told event says so. */
export function listeningContext(stopAt: (event: JobEvent) => boolean = () => false): JobContext & { readonly events: JobEvent[] } {
  const events: JobEvent[] = []
  let stopRequested = false
  return {
    ...quietContext,
    events,
    turn: () => new Promise((resolve) => setImmediate(resolve)),
    emit: (event) => {
      events.push(event)
      if (stopAt(event)) stopRequested = true
    },
    get stopRequested() {
      return stopRequested
    },
  }
}
