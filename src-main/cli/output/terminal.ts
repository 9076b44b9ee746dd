import type { Progress } from '../../../src-contract/progress'
import { printableLines } from './format'
import { OutputStream } from './output-stream'
import { barProgress, jsonProgress, lineProgress, type ProgressView } from './progress-view'

/**
 * What a command says. Results go to stdout, everything else to stderr. With --json stdout holds one object a line:
 * reports carry `event`, the result comes last and does not.
 */
export class Terminal {
  readonly out = new OutputStream(process.stdout)
  readonly err = new OutputStream(process.stderr)
  private asJson = false
  private view: ProgressView | null = null

  get json(): boolean {
    return this.asJson
  }

  useJson(json: boolean): void {
    this.asJson = json
  }

  /** The result: its fields for scripts, or the text for people. */
  result(fields: object, text: () => string): void {
    this.clear()
    this.out.write(`${this.asJson ? JSON.stringify(fields) : text()}\n`)
  }

  event(event: string, fields: object): void {
    if (this.asJson) this.out.write(`${JSON.stringify({ event, ...fields })}\n`)
  }

  progress(progress: Progress): void {
    this.view ??= this.createView()
    this.view.update(progress)
  }

  /** For people only: scripts get the same as an event. */
  note(text: string): void {
    if (this.asJson) return
    this.clear()
    this.err.write(`${printableLines(text)}\n`)
  }

  warning(message: string): void {
    if (this.asJson) {
      this.event('warning', { message })
      return
    }
    this.clear()
    this.err.write(`warning: ${printableLines(message)}\n`)
  }

  /** In one form with and without --json: "error [code]: sentence" on stderr. */
  error(code: string, message: string): void {
    this.clear()
    this.err.write(`error [${code}]: ${printableLines(message)}\n`)
  }

  clear(): void {
    this.view?.clear()
  }

  async flush(): Promise<void> {
    this.clear()
    await Promise.all([this.out.flush(), this.err.flush()])
  }

  private createView(): ProgressView {
    if (this.asJson) return jsonProgress((progress) => this.event('progress', { ...progress }))
    return this.err.isTerminal ? barProgress(this.err) : lineProgress(this.err)
  }
}
