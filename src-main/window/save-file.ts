/** Writes what the window made to where the user says. */
import { writeFile } from 'node:fs/promises'
import { extname, join } from 'node:path'
import { app, dialog, type BrowserWindow } from 'electron'
import { diskError } from '../system/disk-error'

export async function saveFile(window: BrowserWindow | null, file: { readonly name: string; readonly bytes: Uint8Array }): Promise<string | null> {
  if (window === null) return null
  const extension = extname(file.name).slice(1)
  const { canceled, filePath } = await dialog.showSaveDialog(window, {
    defaultPath: join(app.getPath('downloads'), file.name),
    filters: [{ name: extension.toUpperCase(), extensions: [extension] }],
  })
  if (canceled || filePath === '') return null
  try {
    await writeFile(filePath, file.bytes)
  } catch (error) {
    throw diskError(error, `${filePath} cannot be written`)
  }
  return filePath
}
