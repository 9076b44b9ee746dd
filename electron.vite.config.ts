import { svelte } from '@sveltejs/vite-plugin-svelte'
import { defineConfig } from 'electron-vite'

// A style attribute in a component's markup is refused by the content security policy; as a directive it is set through
// the object model, which is allowed. Our own components use directives only (lint), the library's are rewritten here.
const withoutStyleAttributes = {
  name: 'style-directives',
  markup: ({ content }: { content: string }) => ({ code: content.replaceAll('style="display: contents;"', 'style:display="contents"') }),
}

// Names, versions and licences of the packages that go into each bundle; `npm run dist` gathers them.
const licences = { fileName: 'licences.json' }

// Entries are set explicitly because the folder names differ from electron-vite's defaults. The worker is a second,
// flat entry of the main build: the main process forks out/main/worker.js, which starts out/main/decoder.js as threads.
export default defineConfig({
  main: {
    build: {
      outDir: 'out/main',
      sourcemap: true,
      externalizeDeps: true,
      license: licences,
      rolldownOptions: {
        input: { index: 'src-main/index.ts', worker: 'src-worker/index.ts', decoder: 'src-worker/decoder.ts' },
        output: { format: 'es', entryFileNames: '[name].js', chunkFileNames: 'chunks/[name]-[hash].js' },
      },
    },
  },
  preload: {
    build: {
      outDir: 'out/preload',
      license: licences,
      // A sandboxed preload is one CommonJS file.
      rolldownOptions: { input: { index: 'src-main/preload/index.ts' }, output: { format: 'cjs', entryFileNames: '[name].cjs' } },
    },
  },
  renderer: {
    root: 'src-renderer',
    plugins: [svelte({ configFile: false, preprocess: [withoutStyleAttributes] })],
    build: {
      outDir: 'out/renderer',
      license: licences,
      // The content security policy has no data: addresses.
      assetsInlineLimit: 0,
      modulePreload: { polyfill: false },
      rolldownOptions: { input: { index: 'src-renderer/index.html' } },
    },
  },
})
