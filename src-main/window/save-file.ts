/** Writes what the window made to where the user says. */
import { writeFile } from 'node:fs/promises'
import { extname, join } from 'node:path'
import { app, dialog, type BrowserWindow } from 'electron'
import { diskError } from '../system/disk-error'

/** Null when the user cancelled, or where there is no window to ask in. */
export async function askForPath(window: BrowserWindow | null, name: string): Promise<string | null> {
  if (window === null) return null
  const extension = extname(name).slice(1)
  const { canceled, filePath } = await dialog.showSaveDialog(window, {
    defaultPath: join(app.getPath('downloads'), name),
    filters: [{ name: extension.toUpperCase(), extensions: [extension] }],
  })
  return canceled || filePath === '' ? null : filePath
}

export async function saveFile(window: BrowserWindow | null, file: { readonly name: string; readonly bytes: Uint8Array }): Promise<string | null> {
  const path = await askForPath(window, file.name)
  if (path === null) return null
  try {
    await writeFile(path, file.bytes)
  } catch (error) {
    throw diskError(error, `${path} cannot be written`)
  }
  return path
}
