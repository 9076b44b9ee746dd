import * as v from 'valibot'

const sent = v.object({ files: v.array(v.string()) })

/** Files that the user opened with the application, from the file manager or a terminal, until the page asks for them. */
export class OpenedFiles {
  constructor(
    private waiting: readonly string[],
    private readonly told: () => void,
  ) {}

  /** From a second start of the application, which hands over what it was to open. */
  add(data: unknown): void {
    const { success, output } = v.safeParse(sent, data)
    if (!success || output.files.length === 0) return
    this.waiting = [...this.waiting, ...output.files]
    this.told()
  }

  take(): readonly string[] {
    const { waiting } = this
    this.waiting = []
    return waiting
  }
}
