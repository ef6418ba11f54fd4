/**
 * Bundles the command line into one file, `dist/src/cli/main.js`, which starts in a third of the time of its modules. `npm start` runs this
 * script itself, because a second npm would take longer than the bundling.
 */
import { build } from 'esbuild'

await build({
  entryPoints: ['src/cli/main.ts'],
  outbase: '.',
  outdir: 'dist',
  bundle: true,
  format: 'esm',
  platform: 'node',
  target: 'es2023',
  charset: 'utf8',
  minify: true,
  logLevel: 'warning',
  // Loading fp-ts and io-ts as packages takes as long as all of the command line. The laws load fast-check, an optional package.
  packages: 'external',
  external: ['../../laws/*'],
  alias: {
    'fp-ts/lib': './node_modules/fp-ts/es6',
    'fp-ts/es6': './node_modules/fp-ts/es6',
    'io-ts/lib': './node_modules/io-ts/es6'
  }
})
