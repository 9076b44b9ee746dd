import Cpu from '@lucide/svelte/icons/cpu'
import HardDrive from '@lucide/svelte/icons/hard-drive'
import Info from '@lucide/svelte/icons/info'
import SlidersHorizontal from '@lucide/svelte/icons/sliders-horizontal'
import type { Component } from 'svelte'

export const sectionIds = ['general', 'machine', 'storage', 'about'] as const
export type SectionId = (typeof sectionIds)[number]

export const sections: readonly { readonly id: SectionId; readonly title: string; readonly icon: Component }[] = [
  { id: 'general', title: 'General', icon: SlidersHorizontal },
  { id: 'machine', title: 'Compute', icon: Cpu },
  { id: 'storage', title: 'Storage', icon: HardDrive },
  { id: 'about', title: 'About', icon: Info },
]

export function isSection(text: string | undefined): text is SectionId {
  return sectionIds.some((id) => id === text)
}
