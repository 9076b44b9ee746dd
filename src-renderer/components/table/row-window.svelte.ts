/** Which rows of a long table are to be in the document: rows of one height, those in sight and a few around them. */
export class RowWindow {
  /** Pixels; set on each scroll. */
  scrollTop = $state(0)
  /** Pixels of the scrolled box; set on each resize. */
  height = $state(0)

  readonly first = $derived.by(() => Math.max(0, Math.floor(this.scrollTop / this.rowHeight) - this.around))
  /** One past the last. */
  readonly end = $derived.by(() => Math.min(this.total(), Math.ceil((this.scrollTop + this.height) / this.rowHeight) + this.around))
  readonly lines = $derived.by(() => Array.from({ length: Math.max(0, this.end - this.first) }, (_, index) => this.first + index))

  constructor(
    readonly rowHeight: number,
    private readonly total: () => number,
    /** Rows above and below, so that a fast wheel does not show an empty strip. */
    private readonly around = 8,
  ) {}

  /** Rows that a page key moves by. */
  get page(): number {
    return Math.max(1, Math.floor(this.height / this.rowHeight) - 1)
  }

  /** Where to scroll to so that the row is in sight; null when it is. `head`: pixels that a sticky heading covers. */
  scrollFor(row: number, head: number): number | null {
    const top = row * this.rowHeight
    if (top < this.scrollTop) return top
    const bottom = top + this.rowHeight - (this.height - head)
    return bottom > this.scrollTop ? bottom : null
  }
}
