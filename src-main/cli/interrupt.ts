/** What the user's wish to stop (Ctrl-C, SIGTERM, a closed terminal) does to the command that runs. */
export class Interrupt {
  private count = 0
  private stop: (() => void) | null = null

  constructor(
    private readonly say: (text: string) => void,
    /** Ends the command at once: nothing under way needs to be saved. */
    private readonly leave: () => void,
  ) {}

  get requested(): boolean {
    return this.count > 0
  }

  /** While `work` is under way, a wish to stop calls `stop` and waits for the work's own end. */
  async during<T>(stop: () => void, work: Promise<T>): Promise<T> {
    this.stop = stop
    if (this.requested) stop()
    try {
      return await work
    } finally {
      this.stop = null
    }
  }

  request(): void {
    this.count++
    if (this.stop === null) {
      this.leave()
      return
    }
    if (this.count === 1) {
      this.say('Stopping after this step; what is done is saved.')
      this.stop()
    } else {
      this.say('Already stopping: waiting until everything is saved.')
    }
  }
}
