import type { ElectronApplication } from 'playwright'

/** The system's dialog cannot be driven, so it answers with this path from now on; what is written there is real. */
export async function saveTo(app: ElectronApplication, path: string): Promise<void> {
  await app.evaluate(({ dialog }, filePath) => {
    dialog.showSaveDialog = () => Promise.resolve({ canceled: false, filePath })
  }, path)
}
