import { defineConfig } from 'electron-vite'

// Entries are set explicitly because the folder names differ from electron-vite's defaults. The worker is a second,
// flat entry of the main build: the main process forks out/main/worker.js.
export default defineConfig({
  main: {
    build: {
      outDir: 'out/main',
      sourcemap: true,
      externalizeDeps: true,
      rolldownOptions: {
        input: { index: 'src-main/index.ts', worker: 'src-worker/index.ts' },
        output: { format: 'es', entryFileNames: '[name].js', chunkFileNames: 'chunks/[name]-[hash].js' },
      },
    },
  },
})
