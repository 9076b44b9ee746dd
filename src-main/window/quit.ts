/**
 * The end of the application. While jobs are under way the window asks first; a signal does not ask. Trainings are
 * paused after a checkpoint, so that the next start can go on with them.
 */
import { app, type BrowserWindow } from 'electron'
import type { MainWindow } from './main-window'
import type { Services } from './services'

export class Quit {
  private leaving: Promise<void> | null = null

  constructor(
    private readonly services: Services,
    private readonly main: () => MainWindow | null,
    private readonly log: { error(...parts: unknown[]): void },
  ) {}

  watch(window: BrowserWindow): void {
    window.on('close', (event) => {
      if (this.leaving !== null) return
      event.preventDefault()
      this.ask()
    })
    app.on('before-quit', (event) => {
      if (this.leaving !== null) return
      event.preventDefault()
      this.ask()
    })
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => void this.now())
  }

  /** Pauses what is under way, closes the history and ends with 0. */
  now(): Promise<void> {
    this.leaving ??= this.leave()
    return this.leaving
  }

  private ask(): void {
    // A measurement is made anew in seconds.
    if (this.services.board.list().every(({ kind }) => kind === 'estimate')) void this.now()
    else this.main()?.send({ kind: 'confirm-quit' })
  }

  private async leave(): Promise<void> {
    let code = 0
    try {
      await this.services.board.stopAll('pause')
      await this.services.close()
    } catch (error) {
      this.log.error('The application did not end in order:', error)
      code = 1
    }
    app.exit(code)
  }
}
