import type { Topic } from '../../src-contract/domain/job'

/** Gathers what changed and tells it at most four times a second: a training reports more often than anyone can look. */
export class ChangeFeed {
  private readonly topics = new Set<Topic>()
  private timer: NodeJS.Timeout | null = null

  constructor(private readonly send: (topics: readonly Topic[]) => void) {}

  changed(...topics: readonly Topic[]): void {
    for (const topic of topics) this.topics.add(topic)
    this.timer ??= setTimeout(() => this.flush(), 250)
  }

  close(): void {
    if (this.timer !== null) clearTimeout(this.timer)
    this.timer = null
  }

  private flush(): void {
    this.timer = null
    const topics = [...this.topics]
    this.topics.clear()
    this.send(topics)
  }
}
