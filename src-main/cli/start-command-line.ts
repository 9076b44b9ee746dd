/** The application without a window and without any display. */
import { app } from 'electron'
import { exitCodes } from '../../src-contract/errors'
import { CommandLine } from './main'
import { useTemporaryChromiumFolder } from '../system/chromium-folder'
import { commandLineArguments } from '../system/command-line-arguments'

/** Must run before the application is ready. */
export function startCommandLine(): void {
  const removeChromiumFolder = useTemporaryChromiumFolder()
  app.disableHardwareAcceleration()
  // A SIGTERM to the whole group also ends Chromium's GPU process; by default it would then end the application too.
  app.commandLine.appendSwitch('disable-gpu-process-crash-limit')

  const commandLine = new CommandLine()

  function exit(code: number): void {
    removeChromiumFolder()
    app.exit(code)
  }

  function fail(error: unknown): void {
    // Electron would show a window with the error, and there is no display.
    commandLine.terminal.error('internal', error instanceof Error ? (error.stack ?? error.message) : String(error))
    void commandLine.terminal.flush().then(() => exit(exitCodes.internal))
  }

  process.on('uncaughtException', fail)
  process.on('unhandledRejection', fail)
  // Whoever ends the application by its menu or session wants the same as Ctrl-C; exit() is the only way out.
  app.on('before-quit', (event) => {
    event.preventDefault()
    commandLine.stop()
  })

  void app.whenReady().then(async () => {
    // Only now: Electron's own handlers, set just before, would end the process at the second signal.
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => commandLine.stop())
    exit(await commandLine.run(commandLineArguments(process.argv, app.getAppPath())))
  })
}
