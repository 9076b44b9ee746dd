/** `npm run bench -- train|rank [--architectures FILE] [--threads N]`: images per second as JSON. */
process.argv.splice(2, 0, 'bench')
await import('./studio.mjs')
