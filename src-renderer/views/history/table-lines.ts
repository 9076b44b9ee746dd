import type { RunCell, RunTablePage } from '../../../src-contract/domain/run-table'

/** A line of the table: the heading of a group, or the run at an offset of the answer. */
export type TableLine =
  | { readonly kind: 'group'; readonly key: string; readonly value: RunCell; readonly runs: number; readonly open: boolean }
  | { readonly kind: 'run'; readonly offset: number }

interface Segment {
  /** Line at which it begins. */
  readonly line: number
  readonly lines: number
  readonly heading: Extract<TableLine, { kind: 'group' }> | null
  /** Offset of its first run. */
  readonly offset: number
}

/** Tells apart null, 1 and "1". */
export const groupKey = (value: RunCell): string => JSON.stringify(value)

/** Where headings and runs stand, without holding a line for each of ten thousand runs. */
export class TableLines {
  readonly total: number
  private readonly segments: readonly Segment[]

  constructor(runs: number, groups: RunTablePage['groups'], collapsed: ReadonlySet<string>) {
    const segments: Segment[] = []
    let line = 0
    let offset = 0
    for (const { value, runs: size } of groups ?? []) {
      const key = groupKey(value)
      const open = !collapsed.has(key)
      const lines = 1 + (open ? size : 0)
      segments.push({ line, lines, offset, heading: { kind: 'group', key, value, runs: size, open } })
      line += lines
      offset += size
    }
    // Ungrouped, or beyond the groups that the answer counts.
    if (offset < runs) segments.push({ line, lines: runs - offset, offset, heading: null })
    this.segments = segments
    this.total = line + Math.max(0, runs - offset)
  }

  at(line: number): TableLine | null {
    const segment = this.segmentOf(line)
    if (segment === null) return null
    const within = line - segment.line
    if (segment.heading === null) return { kind: 'run', offset: segment.offset + within }
    return within === 0 ? segment.heading : { kind: 'run', offset: segment.offset + within - 1 }
  }

  /** Null for a run whose group is folded away. */
  lineOf(offset: number): number | null {
    const segment = this.segments.findLast((each) => each.offset <= offset)
    if (segment === undefined) return null
    const line = segment.line + (offset - segment.offset) + (segment.heading === null ? 0 : 1)
    return line < segment.line + segment.lines ? line : null
  }

  private segmentOf(line: number): Segment | null {
    if (line < 0 || line >= this.total) return null
    let low = 0
    let high = this.segments.length - 1
    while (low < high) {
      const middle = (low + high + 1) >> 1
      if ((this.segments[middle]?.line ?? 0) <= line) low = middle
      else high = middle - 1
    }
    return this.segments[low] ?? null
  }
}
