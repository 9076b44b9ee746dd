import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { app } from 'electron'

/**
 * Chromium makes its folder at once, whatever the application does; where there is nothing to keep in it, it gets one
 * that is thrown away. Returns what removes it. Must run before the application is ready.
 */
export function useTemporaryChromiumFolder(): () => void {
  const folder = mkdtempSync(join(tmpdir(), 'supernet-studio-'))
  app.setPath('userData', folder)
  return () => rmSync(folder, { recursive: true, force: true })
}
