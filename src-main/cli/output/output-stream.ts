import { systemErrorCode } from '../../../src-contract/errors'

/**
 * One of the process's output streams. Knows when everything written has arrived, which app.exit() does not wait for,
 * and takes a reader that went away (`| head`) for what it is: nobody to write to any more.
 */
export class OutputStream {
  private pending = 0
  private readerGone = false
  private broken: Error | null = null
  private readonly idle: (() => void)[] = []
  private readonly whenGone: (() => void)[] = []

  constructor(private readonly stream: NodeJS.WriteStream) {
    stream.on('error', (error: Error) => this.failed(error))
  }

  get isTerminal(): boolean {
    return this.stream.isTTY
  }

  get isGone(): boolean {
    return this.readerGone
  }

  /** Why writing failed, where it was not the reader's leaving: a full disk behind `> file`. */
  get failure(): Error | null {
    return this.broken
  }

  get raw(): NodeJS.WriteStream {
    return this.stream
  }

  write(text: string): void {
    if (this.readerGone) return
    this.pending++
    this.stream.write(text, (error) => {
      this.pending--
      if (error) this.failed(error)
      if (this.pending === 0) for (const resolve of this.idle.splice(0)) resolve()
    })
  }

  /** Waits while a lot is on its way, so that a slow reader does not fill the memory. */
  async drain(): Promise<void> {
    if (this.stream.writableLength > 1 << 20) await this.flush()
  }

  flush(): Promise<void> {
    if (this.pending === 0 || this.readerGone) return Promise.resolve()
    return new Promise((resolve) => this.idle.push(resolve))
  }

  onGone(listener: () => void): void {
    if (this.readerGone) listener()
    else this.whenGone.push(listener)
  }

  private failed(error: Error): void {
    if (this.readerGone) return
    const code = systemErrorCode(error)
    // EIO: the terminal was closed.
    if (code !== 'EPIPE' && code !== 'EIO' && code !== 'ECONNRESET') this.broken = error
    this.readerGone = true
    for (const resolve of this.idle.splice(0)) resolve()
    for (const listener of this.whenGone.splice(0)) listener()
  }
}
