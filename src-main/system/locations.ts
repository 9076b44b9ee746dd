import { app } from 'electron'
import { join } from 'node:path'

/** Folder of what the application brings along: sample, golden cases, ground truth, icons. */
function resourcesFolder(): string {
  return app.isPackaged ? join(process.resourcesPath, 'resources') : join(app.getAppPath(), 'resources')
}

/** What the sample is called in the history. */
export const sampleName = 'cifar10-sample'

export const bundled = {
  sample: (): string => join(resourcesFolder(), 'sample', 'cifar10'),
  goldenCases: (): string => join(resourcesFolder(), 'golden'),
  groundTruth: (): string => join(resourcesFolder(), 'ground-truth'),
  studies: (): string => join(resourcesFolder(), 'studies'),
  gpuRuntime: (): string => join(resourcesFolder(), 'gpu-runtime'),
}

/** Takes chosen members out of a wheel; run by python3, which has to be there for pip anyway. */
export const unpackScript = (): string => join(resourcesFolder(), 'unpack.py')

/** Of the window, where the desktop knows none. */
export const iconFile = (): string => join(resourcesFolder(), 'icons', '256.png')
