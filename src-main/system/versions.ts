import type { Versions } from '../../src-contract/domain/run'
import manifest from '../../package.json'

export const studioVersion = manifest.version

/**
 * What a run is made with. The two libraries are those that the set-up pins (a test compares them): asking them would
 * mean loading them into the main process.
 */
export function versions(): Versions {
  return {
    studio: studioVersion,
    electron: process.versions['electron'] ?? 'none',
    node: process.versions.node,
    tfjs: manifest.dependencies['@tensorflow/tfjs-node-gpu'],
    tensorflow: '2.20.0',
    sqlite: '3.47.0',
  }
}
