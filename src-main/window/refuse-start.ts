/** Ends an application that must not open its window, with the reason on the terminal and, from a menu, in a dialog. */
import { app, dialog } from 'electron'
import { exitCodes } from '../../src-contract/errors'
import { useTemporaryChromiumFolder } from '../system/chromium-folder'
import type { Refusal } from '../system/refused-start'

/** Must run before the application is ready. */
export function refuseStart({ message, canBeShown }: Refusal): void {
  process.stderr.write(`error: Supernet Studio cannot start. ${message}\n`)
  if (!canBeShown) {
    app.exit(exitCodes.usage)
    return
  }
  const removeChromiumFolder = useTemporaryChromiumFolder()
  void app.whenReady().then(() => {
    dialog.showErrorBox('Supernet Studio cannot start', message)
    removeChromiumFolder()
    app.exit(exitCodes.usage)
  })
}
