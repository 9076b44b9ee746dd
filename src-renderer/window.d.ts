import type { StudioBridge } from '../src-contract/bridge'

declare global {
  interface Window {
    /** Put there by preload. */
    readonly studio: StudioBridge
  }
}
