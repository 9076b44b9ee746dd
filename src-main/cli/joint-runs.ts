import type { Progress } from '../../src-contract/progress'
import type { JobListener } from '../jobs/studio'

/** Runs of which several go on at once: what they report goes on as it is, their progress as one. */
export class JointRuns {
  private readonly newest = new Map<string, Progress>()

  /** @param tell gets the newest progress of every run, at each that one of them reports */
  constructor(private readonly tell: (newest: readonly Progress[]) => void) {}

  listener(base: JobListener, run: string): JobListener {
    return {
      ...base,
      // Those in front of it are its own brothers.
      waits: () => undefined,
      event: (event) => {
        if (event.kind !== 'progress') {
          base.event(event)
          return
        }
        this.newest.set(run, this.trained(run, event.progress))
        this.tell([...this.newest.values()])
      },
    }
  }

  /** How far its training is: judging and ranking count other things meanwhile. */
  private trained(run: string, progress: Progress): Progress {
    if (progress.unit === 'steps') return progress
    return { ...(this.newest.get(run) ?? { ...progress, done: 0, total: null }), figures: progress.figures }
  }

  /** A run that no longer counts among those under way. */
  ended(run: string): void {
    this.newest.delete(run)
  }
}

/** What all of them train together, as figures of a progress. */
export function jointFigures(each: readonly Progress[]): Progress['figures'] {
  const imagesPerSecond = each.filter(isUnderWay).reduce((sum, { figures }) => sum + (figures['imagesPerSecond'] ?? 0), 0)
  return imagesPerSecond === 0 ? {} : { imagesPerSecond }
}

export const isUnderWay = ({ done, total }: Progress): boolean => done < (total ?? Infinity)
