import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vite'

const path = (relative: string): string => fileURLToPath(new URL(relative, import.meta.url))

/** The sources of the library, not its last build. The folders es6 can be tree-shaken, the folders lib cannot. */
const alias = [
  { find: /^pullback$/, replacement: path('../../src/index.ts') },
  // Networks here have at most 8 units in a layer.
  { find: /^\.\/wasm\/(multiply|convolving)\.js$/, replacement: path('src/withoutWasm.ts') },
  // Five kilobytes of unrolled loops.
  { find: /^pure-rand\/generator\/(mersenne|congruential32)$/, replacement: path('src/withoutGenerators.ts') },
  { find: /^pullback\/laws$/, replacement: path('../../laws/index.ts') },
  { find: /^(fp|io)-ts\/lib\//, replacement: `${path('../../node_modules/')}$1-ts/es6/` }
]

// Relative addresses, so that the page works below any base path.
export default defineConfig({
  root: path('.'),
  base: './',
  resolve: { alias },
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  worker: { format: 'es' },
  build: { outDir: path('../dist/playground'), emptyOutDir: true, target: 'es2023', modulePreload: { polyfill: false } }
})
