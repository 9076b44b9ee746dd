/**
 * The end of the application. While jobs are under way the window asks first; a signal or the end of the session does
 * not ask. Trainings are paused after a checkpoint, so that the next start can go on with them.
 */
import { app, dialog, powerMonitor, type BrowserWindow } from 'electron'
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
    // Node's type of the listener has no event. Held back, the session waits a little for the checkpoint.
    powerMonitor.on('shutdown', ((event: { preventDefault(): void }) => {
      event.preventDefault()
      void this.now()
    }) as () => void)
  }

  /** Pauses what is under way, closes the history and ends with 0. */
  now(): Promise<void> {
    this.leaving ??= this.leave()
    return this.leaving
  }

  private ask(): void {
    const main = this.main()
    // A measurement is made anew in seconds.
    if (main === null || this.services.board.list().every(({ kind }) => kind === 'estimate')) void this.now()
    else if (main.answers) main.send({ kind: 'confirm-quit' })
    else this.askWithoutPage(main.window)
  }

  /** A page that is gone must not keep the window open for ever. */
  private askWithoutPage(window: BrowserWindow): void {
    const names = this.services.board.list().map(({ title }) => title)
    const question = {
      message: 'Work is under way',
      detail: `Trainings are paused after a checkpoint and can go on when the application is opened again: ${names.join(', ')}`,
      buttons: ['Stay', 'Pause and quit'],
      cancelId: 0,
      defaultId: 1,
    }
    dialog.showMessageBox(window, question).then(
      ({ response }) => (response === 1 ? this.now() : undefined),
      (error: unknown) => this.log.error('The question before quitting could not be shown:', error),
    )
  }

  private async leave(): Promise<void> {
    let code = 0
    try {
      this.services.studies.stopAll('pause')
      await this.services.board.close('pause')
      await this.services.close()
    } catch (error) {
      this.log.error('The application did not end in order:', error)
      code = 1
    }
    app.exit(code)
  }
}
