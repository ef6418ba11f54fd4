/**
 * Bundles the command line: the first command, `xor`, into `dist/src/cli/main.js`, and all commands into `dist/src/cli/commands.js`, which
 * main.js loads for any other. `node bundle.js xor` makes the first file only. `npm start` runs this script itself, because a second npm
 * would take longer than the bundling.
 */
import { build } from 'esbuild'
import { argv } from 'node:process'

const bundle = (entry, external) =>
  build({
    entryPoints: [entry],
    outbase: '.',
    outdir: 'dist',
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'es2023',
    charset: 'utf8',
    minify: true,
    logLevel: 'warning',
    banner: {
      js: '/*! fp-ts, io-ts: copyright (c) 2017-present Giulio Canti, under the same license (MIT) as this file. */'
    },
    // Loading fp-ts and io-ts as packages takes as long as all of the command line. The laws load fast-check, an optional package.
    packages: 'external',
    external: ['../../laws/*', ...external],
    alias: {
      'fp-ts/lib': './node_modules/fp-ts/es6',
      'fp-ts/es6': './node_modules/fp-ts/es6',
      'io-ts/lib': './node_modules/io-ts/es6'
    }
  })

const isFirstOnly = argv[2] === 'xor'
await Promise.all([
  bundle('src/cli/main.ts', ['./commands.js']),
  ...(isFirstOnly ? [] : [bundle('src/cli/commands.ts', [])])
])
