/** The main process. Started without a display it is the command line, else the application with its window. */
import { app } from 'electron'
import { startCommandLine } from './cli/start-command-line'
import { commandLineArguments } from './system/command-line-arguments'
import { refusedStart } from './system/refused-start'
import { refuseStart } from './window/refuse-start'
import { windowArguments } from './window/window-arguments'
import { startWindow } from './window/start-window'

const windowless = app.commandLine.getSwitchValue('ozone-platform') === 'headless'
// The development copy is driven by tests, which need such switches.
const refusal = app.isPackaged
  ? refusedStart({ windowless, isRoot: process.getuid?.() === 0, hasSwitch: (name) => app.commandLine.hasSwitch(name) })
  : null

if (refusal !== null) refuseStart(refusal)
else if (windowless) startCommandLine()
else startWindow(windowArguments(commandLineArguments(process.argv, app.getAppPath()), process.cwd()))
