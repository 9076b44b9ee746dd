import svelte from 'eslint-plugin-svelte'
import tseslint from 'typescript-eslint'

const seededFolders = ['training', 'strategy', 'supernet', 'dataset', 'ranking', 'search', 'tensor'].map((name) => `src-worker/${name}/**/*.ts`)
const noClock = { selector: "NewExpression[callee.name='Date']", message: 'Training code reads no clock.' }

/** Raw channels between processes, by any name that they are imported under, and the one file that may touch each. */
const channels = {
  'src-main/ipc/expose.ts': ['ipcMain'],
  'src-main/preload/index.ts': ['ipcRenderer', 'contextBridge'],
  'src-worker/index.ts': ['parentPort'],
  'src-worker/decoder.ts': ['parentPort'],
}
const noChannels = (names) => names.map((name) => ({ selector: `:matches(Identifier[name='${name}'], Literal[value='${name}'])`, message: `Only a typed wrapper touches ${name}.` }))
const allChannels = [...new Set(Object.values(channels).flat())]

export default tseslint.config(
  { ignores: ['dist/**', 'out/**', 'out.bundles/**', 'node_modules/**', 'test-results/**'] },
  {
    files: ['src-*/**/*.ts', 'test/**/*.ts', '*.ts'],
    extends: [...tseslint.configs.strictTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true, allowBoolean: true }],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      '@typescript-eslint/no-unnecessary-condition': 'off',
    },
  },
  {
    // Types of components are svelte-check's work (see scripts/typecheck.mjs).
    files: ['src-renderer/**/*.svelte'],
    extends: [...svelte.configs.base],
    plugins: { '@typescript-eslint': tseslint.plugin },
    languageOptions: { parserOptions: { parser: tseslint.parser } },
    rules: {
      'svelte/no-at-html-tags': 'error',
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-non-null-assertion': 'error',
      '@typescript-eslint/ban-ts-comment': 'error',
    },
  },
  {
    files: ['src-*/**/*.{ts,svelte}', 'scripts/**/*.{mjs,js}'],
    rules: {
      'max-lines': ['error', { max: 300 }],
      'no-empty': ['error', { allowEmptyCatch: false }],
    },
  },
  {
    files: ['src-*/**/*.{ts,svelte}'],
    rules: { 'no-restricted-syntax': ['error', ...noChannels(allChannels)] },
  },
  ...Object.entries(channels).map(([file, names]) => ({
    files: [file],
    rules: { 'no-restricted-syntax': ['error', ...noChannels(allChannels.filter((name) => !names.includes(name)))] },
  })),
  {
    // `ask(schema).gives<void>()` is a request without an answer, which the rule takes for a value of type void.
    files: ['src-contract/api/*.ts'],
    rules: { '@typescript-eslint/no-invalid-void-type': 'off' },
  },
  {
    // Training is deterministic from its seed: no clock and no unseeded draw.
    files: seededFolders,
    rules: {
      'no-restricted-properties': [
        'error',
        { object: 'Math', property: 'random', message: 'Draw from src-worker/random.ts.' },
        { object: 'Date', property: 'now', message: 'Training code reads no clock.' },
      ],
      'no-restricted-syntax': ['error', noClock, ...noChannels(allChannels)],
    },
  },
)
