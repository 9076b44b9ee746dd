import tseslint from 'typescript-eslint'

const seededFolders = ['training', 'strategy', 'supernet', 'dataset', 'ranking', 'tensor'].map((name) => `src-worker/${name}/**/*.ts`)

export default tseslint.config(
  { ignores: ['out/**', 'node_modules/**'] },
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
    files: ['src-*/**/*.ts', 'scripts/**/*.mjs'],
    rules: {
      'max-lines': ['error', { max: 300 }],
      'no-empty': ['error', { allowEmptyCatch: false }],
    },
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
      'no-restricted-syntax': ['error', { selector: "NewExpression[callee.name='Date']", message: 'Training code reads no clock.' }],
    },
  },
  {
    files: ['src-main/**/*.ts'],
    ignores: ['src-main/ipc/typed-ipc.ts', 'src-main/preload/**'],
    rules: {
      'no-restricted-imports': ['error', { paths: [{ name: 'electron', importNames: ['ipcMain', 'contextBridge'], message: 'Only the typed wrapper touches raw IPC.' }] }],
    },
  },
)
