/**
 * The application with its window, in the order of its start-up. One instance per home folder: Chromium's lock lies in
 * the folder that is set here, and a second start focuses the first and ends with 0.
 */
import { join } from 'node:path'
import { app, dialog, Menu, Notification, powerSaveBlocker, session } from 'electron'
import log from 'electron-log/main.js'
import type { AppHandlers } from '../../src-contract/app-api'
import { toErrorData } from '../../src-contract/errors'
import { refuseForeignFolder } from '../database/history-place'
import { inTurn } from '../database/in-turn'
import { exposeHandlers } from '../ipc/expose'
import { datasetHandlers } from '../ipc/handlers/datasets'
import { gpuHandlers } from '../ipc/handlers/gpu'
import { historyHandlers } from '../ipc/handlers/history'
import { importedHandlers } from '../ipc/handlers/imported'
import { newRunHandlers } from '../ipc/handlers/new-run'
import { rankingHandlers } from '../ipc/handlers/rankings'
import { searchHandlers } from '../ipc/handlers/searches'
import { runHandlers } from '../ipc/handlers/runs'
import { spaceHandlers } from '../ipc/handlers/spaces'
import { studyHandlers } from '../ipc/handlers/studies'
import { systemHandlers } from '../ipc/handlers/system'
import { createHomeFolder, homeFolder } from '../system/home-folder'
import { registerAppScheme, serveApp } from './app-protocol'
import { lockDownNetwork, lockDownPages, lockDownSession } from './lock-down'
import { builtFiles, MainWindow } from './main-window'
import { MeterWatch } from './meters'
import { OpenedFiles } from './opened-files'
import { Quit } from './quit'
import { Services } from './services'
import type { WindowArguments } from './window-arguments'

/** Must run before the application is ready. */
export function startWindow(start: WindowArguments): void {
  try {
    prepare(start)
  } catch (error) {
    giveUp(error)
  }
}

/** Without a window nobody would see the application, and it would keep its lock. */
function giveUp(error: unknown): void {
  log.error('The application could not start:', error)
  dialog.showErrorBox('Supernet Studio cannot start', toErrorData(error).message)
  app.exit(1)
}

function prepare({ home, files }: WindowArguments): void {
  refuseForeignFolder(homeFolder(home))
  const folder = createHomeFolder(home)
  app.setPath('userData', join(folder.runtime, 'chromium'))
  // In turn: of two that ask at once Chromium can take the first for dead, and both go on.
  if (!inTurn(folder.startLock, () => app.requestSingleInstanceLock({ files }))) {
    app.exit(0)
    return
  }
  log.transports.file.resolvePathFn = () => join(folder.runtime, 'app.log')
  log.transports.console.level = false
  // What nobody caught goes into the log instead of Electron's own window over ours.
  log.errorHandler.startCatching({ showDialog: false })
  // There is nothing to encrypt, and the user's keyring need not be asked for a key.
  app.commandLine.appendSwitch('password-store', 'basic')
  // Chromium refuses a sandbox to root; the development copy is then started with this switch.
  if (!app.commandLine.hasSwitch('no-sandbox')) app.enableSandbox()
  registerAppScheme()
  lockDownNetwork()
  lockDownPages()
  Menu.setApplicationMenu(null)
  app.whenReady().then(() => open(home, files)).catch(giveUp)
}

function open(home: string, files: readonly string[]): void {
  const built = builtFiles(app.getAppPath())
  lockDownSession(session.defaultSession)
  serveApp(session.defaultSession, built.page)

  let main: MainWindow | null = null
  const services = new Services({
    home,
    send: (push) => main?.send(push),
    log,
    longJobEnded: ({ kind, title }, error) => {
      if (!services.settings.notifyAtEnd || main === null || main.window.isFocused() || !Notification.isSupported()) return
      const notification = new Notification({ title, body: error ?? `The ${kind === 'rank' ? 'ranking' : kind === 'search' ? 'search' : 'training'} has ended.` })
      notification.on('click', () => main?.focus())
      notification.show()
    },
  })
  const opened = new OpenedFiles(files, () => main?.send({ kind: 'opened' }))
  const quit = new Quit(services, () => main, log)
  const meters = new MeterWatch(() => services.board.workers(), (sample) => main?.send({ kind: 'meters', meters: sample }))
  const handlers: AppHandlers = {
    ...systemHandlers(services, { meters, opened, quit: () => quit.now(), window: () => main?.window ?? null }),
    ...gpuHandlers(services),
    ...datasetHandlers(services, () => main?.window ?? null),
    ...spaceHandlers(services, () => main?.window ?? null),
    ...newRunHandlers(services),
    ...runHandlers(services, () => main?.window ?? null),
    ...rankingHandlers(services),
    ...importedHandlers(services),
    ...studyHandlers(services, () => main?.window ?? null),
    ...searchHandlers(services, () => main?.window ?? null),
    ...historyHandlers(services),
  }
  exposeHandlers(handlers, {
    trusted: () => (main === null || main.window.isDestroyed() ? null : main.window.webContents.id),
    readOnly: () => services.readOnly,
    failed: (name, error) => log.warn(name, error),
  })
  keepAwakeWhileBusy(services)
  main = new MainWindow({
    stateFile: services.home.windowFile,
    preload: built.preload,
    crashed: (reason) => log.error(`The page ended (${reason}) and is loaded again.`),
  })
  if (main.problem !== null) services.notices.push(main.problem)
  quit.watch(main.window)
  app.on('second-instance', (_event, _argv, _folder, data) => {
    opened.add(data)
    main?.focus()
  })
}

/** A machine that falls asleep would stop a training in the middle. */
function keepAwakeWhileBusy(services: Services): void {
  let blocker: number | null = null
  services.board.onBusy((busy) => {
    if (busy && blocker === null) blocker = powerSaveBlocker.start('prevent-app-suspension')
    if (!busy && blocker !== null) {
      powerSaveBlocker.stop(blocker)
      blocker = null
    }
  })
}
