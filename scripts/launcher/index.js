/*
 * The carried Electron distribution has no default app: this starts the application in the folder that argv names.
 * It is an ES module with a top-level await on purpose: Electron then waits with its "ready" event until the
 * application's own start-up code ran, which sets the user-data folder and turns hardware acceleration off.
 */
import { app } from 'electron'
import { existsSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'

const folder = process.argv.slice(1).filter((argument) => !argument.startsWith('-')).map((argument) => resolve(argument))
  .find((candidate) => existsSync(join(candidate, 'package.json')))
if (folder === undefined) {
  console.error('No application folder given.')
  app.exit(2)
} else {
  const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
  app.setName(manifest.name)
  app.setVersion(manifest.version)
  app.setAppPath(folder)
  try {
    await import(pathToFileURL(join(folder, manifest.main)).href)
  } catch (error) {
    console.error(error)
    app.exit(1)
  }
}
