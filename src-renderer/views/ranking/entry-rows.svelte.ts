import type { EntryColumn, RankingEntriesRequest, RankingEntry } from '../../../src-contract/domain/ranking-view'
import type { BetterId } from '../../../src-contract/domain/imported-ranking'
import { toErrorData, type ErrorData } from '../../../src-contract/errors'
import { request } from '../../api/client'

/** Rows that are fetched at once: several screens full. */
const chunk = 200
/** The most that one request may ask for. */
const most = 20_000

/** Which request answers for the table of either kind of ranking. */
export const entriesRequest = { run: 'rankings.entries', imported: 'imported.entries' } as const

export type Question = Omit<RankingEntriesRequest, 'rankingId' | 'offset' | 'limit'>

interface Answer {
  readonly total: number
  /** By number of the chunk. */
  readonly chunks: ReadonlyMap<number, readonly RankingEntry[]>
}

/** The rows of a ranking's table around what is looked at. The last answer stays until the next one is there. */
export class EntryRows {
  answer = $state.raw<Answer | null>(null)
  error = $state.raw<ErrorData | null>(null)
  private question: Question | null = null
  private asked = 0
  private readonly underway = new Set<number>()

  constructor(
    private readonly rankingId: string,
    private readonly kind: keyof typeof entriesRequest,
  ) {}

  get total(): number {
    return this.answer?.total ?? 0
  }

  row(offset: number): RankingEntry | undefined {
    return this.answer?.chunks.get(Math.floor(offset / chunk))?.[offset % chunk]
  }

  async ask(question: Question): Promise<void> {
    const number = ++this.asked
    this.underway.clear()
    this.question = question
    await this.told(number, async () => {
      const { rows, total } = await this.fetch(question, 0, chunk)
      if (number === this.asked) this.answer = { total, chunks: new Map([[0, rows]]) }
    })
  }

  /** The rows from `from` to `to` are looked at: what of them is not there yet is fetched. */
  async need(from: number, to: number): Promise<void> {
    const { question, asked: number } = this
    if (question === null) return
    for (let at = Math.floor(Math.max(0, from - chunk / 2) / chunk); at * chunk <= Math.min(to + chunk / 2, this.total - 1); at++) {
      if (this.answer === null || this.answer.chunks.has(at) || this.underway.has(at)) continue
      this.underway.add(at)
      await this.told(number, async () => {
        const { rows } = await this.fetch(question, at * chunk, chunk)
        if (number === this.asked && this.answer !== null) this.answer = { ...this.answer, chunks: new Map(this.answer.chunks).set(at, rows) }
      })
      this.underway.delete(at)
    }
  }

  /** Every row of the question, in its order. */
  async all(): Promise<readonly RankingEntry[]> {
    const { question } = this
    const rows: RankingEntry[] = []
    while (question !== null) {
      const page = await this.fetch(question, rows.length, most)
      rows.push(...page.rows)
      if (rows.length >= page.total) break
    }
    return rows
  }

  private async told(number: number, work: () => Promise<void>): Promise<void> {
    try {
      await work()
      if (number === this.asked) this.error = null
    } catch (error) {
      if (number === this.asked) this.error = toErrorData(error)
    }
  }

  private fetch(question: Question, offset: number, limit: number) {
    return request(entriesRequest[this.kind], { ...question, rankingId: this.rankingId, offset, limit })
  }
}

/** Scores and truths begin with the best, sizes and numbers with the smallest. */
export function descendsFirst(column: EntryColumn, better: BetterId): boolean {
  if (column === 'score') return better === 'high'
  return column === 'accuracy' || column === 'cifar10' || column === 'cifar100' || column === 'imagenet16'
}
