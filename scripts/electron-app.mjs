import { spawn } from 'node:child_process'
import { electronBinary, root } from './setup/paths.mjs'

/** Starts the application of this clone. Chromium reads its own switches only up to `--`; what follows is the application's. */
export function startApplication(switches, args) {
  const env = { ...process.env }
  // Where the caller's shell has it set, Electron would run as plain Node instead of as the application.
  delete env.ELECTRON_RUN_AS_NODE
  return spawn(electronBinary, [...switches, root, '--', ...args], { stdio: 'inherit', env })
}
