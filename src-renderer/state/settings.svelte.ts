import type { AppSettings } from '../../src-contract/domain/app-settings'
import { request } from '../api/client'

const systemDark = window.matchMedia('(prefers-color-scheme: dark)')

/** The application's settings, and the theme that follows from them. */
class Settings {
  value = $state.raw<AppSettings>({ theme: 'system', workers: 1, threads: null, checkpointMinutes: 10, notifyAtEnd: true, gpu: 'auto' })
  private systemIsDark = $state(systemDark.matches)
  readonly dark = $derived(this.value.theme === 'dark' || (this.value.theme === 'system' && this.systemIsDark))

  constructor() {
    systemDark.addEventListener('change', ({ matches }) => {
      this.systemIsDark = matches
    })
  }

  async load(): Promise<void> {
    this.value = await request('system.settings')
  }

  async save(change: Partial<AppSettings>): Promise<void> {
    this.value = await request('system.save-settings', { ...this.value, ...change })
  }
}

export const settings = new Settings()
