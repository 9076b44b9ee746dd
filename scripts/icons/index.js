/** Draws resources/icons/icon.svg at each size and saves it beside it. Started by scripts/make-icons.mjs. */
import { app, BrowserWindow } from 'electron'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const folder = join(import.meta.dirname, '../../resources/icons')
const sizes = [16, 32, 48, 64, 128, 256, 512]

app.commandLine.appendSwitch('force-device-scale-factor', '1')
app.disableHardwareAcceleration()

async function draw(side) {
  const window = new BrowserWindow({ width: side, height: side, useContentSize: true, frame: false, transparent: true, show: false, webPreferences: { offscreen: true, sandbox: false } })
  const picture = `data:image/svg+xml;base64,${readFileSync(join(folder, 'icon.svg')).toString('base64')}`
  const page = `<!doctype html><body style="margin:0;overflow:hidden;background:transparent"><img style="display:block" width="${side}" height="${side}" src="${picture}">`
  await window.loadURL(`data:text/html;base64,${Buffer.from(page).toString('base64')}`)
  const image = await window.webContents.capturePage({ x: 0, y: 0, width: side, height: side })
  writeFileSync(join(folder, `${side}.png`), image.toPNG())
  window.destroy()
}

app.on('window-all-closed', () => undefined)
// Not awaited here: the application is ready only after this module ran.
void app.whenReady().then(async () => {
  for (const side of sizes) await draw(side)
  app.exit(0)
})
