import { beforeAll, expect, it } from 'vitest'
import { node, root, script } from './scripts'

const component = `<script lang="ts">\n  import { ipcRenderer } from 'electron'\n  const a: any = ipcRenderer\n</script>\n{@html a}\n${'<p></p>\n'.repeat(300)}`
const channels = "import electron, { ipcMain } from 'electron'\n\nconsole.log(ipcMain, electron['contextBridge'])\n"
const texts = { 'src-renderer/x.svelte': component, 'scripts/x.mjs': 'export {}\n'.repeat(301), 'src-main/index.ts': channels, 'src-main/ipc/expose.ts': channels }

/** By file, what the linter says of the texts above as if they were it; without the rules that need types, which take long. */
let found: Record<string, string[]>

beforeAll(() => {
  const result = node(root, script(`
    const { ESLint } = await import('eslint')
    const { default: tseslint } = await import('typescript-eslint')
    const linter = new ESLint({ overrideConfig: [tseslint.configs.disableTypeChecked] })
    const found = {}
    for (const [filePath, text] of Object.entries(${JSON.stringify(texts)})) {
      const [result] = await linter.lintText(text, { filePath })
      found[filePath] = [...new Set(result.messages.map(({ ruleId, message }) => (ruleId === 'no-restricted-syntax' ? message : ruleId)))].sort()
    }
    console.log(JSON.stringify(found))`))
  found = JSON.parse(result.stdout) as Record<string, string[]>
})

it('components: no raw markup, no raw channels, no any, not too long', () => {
  expect(found['src-renderer/x.svelte']).toEqual(['@typescript-eslint/no-explicit-any', 'Only a typed wrapper touches ipcRenderer.', 'max-lines', 'svelte/no-at-html-tags'])
})

it('scripts are not too long either', () => {
  expect(found['scripts/x.mjs']).toEqual(['max-lines'])
})

it('main: raw channels by no name, and by the file of each wrapper only', () => {
  expect(found['src-main/index.ts']).toEqual(['Only a typed wrapper touches contextBridge.', 'Only a typed wrapper touches ipcMain.'])
  expect(found['src-main/ipc/expose.ts']).toEqual(['Only a typed wrapper touches contextBridge.'])
})
