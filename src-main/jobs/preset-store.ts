import { presetFile, type SavedPreset } from '../../src-contract/domain/presets'
import type { PresetRequest } from '../../src-contract/domain/train-request'
import { openJsonFile, type JsonFile } from '../system/json-file'
import { newId } from '../system/new-id'

/** The presets that the user saved, in a file of the home folder. */
export class PresetStore {
  private readonly file: JsonFile<{ presets: SavedPreset[] }>

  constructor(path: string) {
    this.file = openJsonFile(path, presetFile)
  }

  /** What was wrong with the file; null when nothing was. */
  get problem(): string | null {
    return this.file.problem
  }

  list(): readonly SavedPreset[] {
    return this.file.value.presets
  }

  /** Takes the place of one with the same title. */
  save(title: string, request: PresetRequest): readonly SavedPreset[] {
    const old = this.list().find((preset) => preset.title === title)
    const preset = { id: old?.id ?? newId(), title, request }
    return this.write(old === undefined ? [...this.list(), preset] : this.list().map((other) => (other === old ? preset : other)))
  }

  remove(id: string): readonly SavedPreset[] {
    return this.write(this.list().filter((preset) => preset.id !== id))
  }

  private write(presets: readonly SavedPreset[]): readonly SavedPreset[] {
    this.file.write({ presets: [...presets] })
    return this.list()
  }
}
