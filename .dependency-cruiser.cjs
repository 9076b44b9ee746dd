/** Layers by folder name: contract <- every process; processes never import each other. */
const only = (name, comment, from, to) => ({ name, comment, severity: 'error', from, to })

/** Folders of main that only look at those before them. */
const mainFolders = ['system', 'spaces', 'database', 'jobs', 'gpu', 'studies']

module.exports = {
  forbidden: [
    only('contract-stands-alone', 'The contract imports nothing but valibot, in which it declares what crosses processes.', { path: '^src-contract' }, { pathNot: '^(src-contract|node_modules/valibot)/' }),
    ...['main', 'worker', 'renderer'].map((name) =>
      only(`${name}-stays-apart`, 'Processes share the contract only.', { path: `^src-${name}` }, { path: '^src-(main|worker|renderer)', pathNot: `^src-${name}` }),
    ),
    ...mainFolders.map((name, at) =>
      only(`main-${name}-looks-down`, `Folders depend one way: ${mainFolders.join(' <- ')}.`, { path: `^src-main/${name}/` }, { path: '^src-main/', pathNot: `^src-main/(${mainFolders.slice(0, at + 1).join('|')})/` }),
    ),
    only('tensorflow-wrapper', 'Only src-worker/tensor imports TensorFlow.', { path: '^src-', pathNot: '^src-worker/tensor' }, { path: 'node_modules/@tensorflow' }),
    only('database-wrapper', 'Only src-main/database speaks SQL.', { path: '^src-', pathNot: '^src-main/database' }, { path: 'node_modules/(better-sqlite3|kysely)' }),
    only('worker-starts-nothing', 'A worker starts no processes.', { path: '^src-worker' }, { path: '^(node:)?child_process$' }),
    only('no-cycles', 'Data walks through once.', {}, { circular: true }),
    only('no-orphans', 'Unused modules are deleted.', { orphan: true, path: '^src-', pathNot: '\\.d\\.ts$' }, {}),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { extensions: ['.ts', '.js', '.mjs', '.json'], exportsFields: ['exports'], conditionNames: ['import', 'node', 'default'] },
  },
}
