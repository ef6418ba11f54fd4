/** Bundles page.ts for a browser with esbuild, and runs the bundle where there is no Node, as a page does. */
import { build } from 'esbuild'
import { fileURLToPath } from 'node:url'
import { runInNewContext } from 'node:vm'
import { gzipSync } from 'node:zlib'

const { outputFiles } = await build({
  entryPoints: [fileURLToPath(new URL('page.ts', import.meta.url))],
  bundle: true,
  minify: true,
  write: false,
  platform: 'browser',
  format: 'esm',
  target: 'es2023',
  // The CommonJS modules of fp-ts cannot be tree-shaken; its ES modules can.
  alias: { 'fp-ts/lib': 'fp-ts/es6' }
})
const script = outputFiles.map(({ text }) => text).join('')
// In a page: <script type="module" src="page.js"></script>
console.log(`page.js: ${(gzipSync(script).length / 1000).toFixed(0)} kB with gzip`) // → page.js: … kB with gzip

// This context has the language and three functions of pages. A script has no top-level await, so a function holds the module.
await runInNewContext(`(async () => {${script}})()`, { console, setTimeout, structuredClone })
// → epoch 50: loss 0.0025
// → epoch 100: loss 0.0000
// → XOR: 0 1 1 0
