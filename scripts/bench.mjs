/**
 * `npm run bench -- train|rank [--architectures FILE] [--threads N]`: images per second as JSON.
 * `npm run bench -- cost [--steps N] [--threads N]`: time and memory that CaLR and MS take beside cosine and shared momentum.
 * `npm run bench -- data [FOLDER] [--images N] [--seconds N] [--threads N]`: how fast a folder of photographs streams, as JSON.
 * `npm run bench -- ui`: times of the window on a large history, as JSON; fails where one is beyond its limit.
 */
if (process.argv[2] === 'ui') {
  const [{ join }, { ensureBuilt }, { electronNode }, { modules }, { ensureSetupOrExit }] = await Promise.all([
    import('node:path'), import('./build.mjs'), import('./electron-node.mjs'), import('./setup/paths.mjs'), import('./setup.mjs'),
  ])
  await ensureSetupOrExit({ quiet: true })
  await ensureBuilt()
  process.exitCode = await electronNode([join(modules, 'vitest/vitest.mjs'), 'run', '--config', 'test/bench/vitest.config.ts'])
} else {
  if (process.argv[2] === 'data') process.argv.splice(2, 1, 'bench-data')
  else process.argv.splice(2, 0, 'bench')
  await import('./studio.mjs')
}
