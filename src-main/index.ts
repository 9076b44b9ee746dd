/** The main process. Started without a display it is the command line, else the application with its window. */
import { app } from 'electron'
import { startCommandLine } from './cli/start-command-line'
import { commandLineArguments } from './system/command-line-arguments'
import { windowHome } from './window/window-arguments'
import { startWindow } from './window/start-window'

if (app.commandLine.getSwitchValue('ozone-platform') === 'headless') startCommandLine()
else startWindow(windowHome(commandLineArguments(process.argv, app.getAppPath())))
