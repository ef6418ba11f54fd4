import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'

const path = (relative: string) => fileURLToPath(new URL(relative, import.meta.url))

// The tests run in worker threads, where the engine onnx cannot disable the telemetry of ONNX Runtime.
process.env['ORT_DISABLE_TELEMETRY'] ??= '1'

/**
 * Tests that need a browser, install the package from a tarball, wait for time limits, or run all examples. `npm test` leaves them to
 * `.ci/run`, which uses `--mode smoke`.
 */
const outside = [
  'test/engine/onnxWebPage.test.ts',
  'test/engine/wasmPage.test.ts',
  'test/pack.test.ts',
  'test/laws/run/isolated.test.ts',
  'test/cli/laws.test.ts',
  'test/cli/example.test.ts',
  'test/laws/generator.test.ts',
  'test/docs/examples.test.ts'
]

/** Tests that `npm test` runs with few draws (test/draws.ts), or on some of the documents, and `--mode smoke` with all of them. */
const shortened = [
  'test/readme.test.ts',
  'test/docs/programs.test.ts',
  'test/distributed/pool.test.ts',
  ...[
    'interpreter',
    'kinks',
    'layer',
    'loss',
    'network',
    'optimizer',
    'sequence',
    'wrong',
    'unreached',
    'codec',
    'wire',
    'resumption'
  ].map(name => `test/laws/${name}.test.ts`)
]

// `vitest run --mode long` runs test/long instead of everything else, `--mode smoke` runs test/smoke and the tests above,
// which include docs/results/engines.txt.
export default defineConfig(({ mode }) => ({
  resolve: {
    // The examples import the package by its name; in tests that means the source, not the last build.
    alias: [
      { find: /^pullback$/, replacement: path('src/index.ts') },
      { find: /^pullback\/files$/, replacement: path('src/files.ts') },
      { find: /^pullback\/laws$/, replacement: path('laws/index.ts') },
      { find: /^pullback\/distributed$/, replacement: path('src/distributed.ts') },
      { find: /^pullback\/bullmq$/, replacement: path('src/bullmq.ts') },
      { find: /^pullback\/exercises$/, replacement: path('laws/exercises.ts') }
    ]
  },
  test: {
    // No module keeps state, so the test files of a worker share what it has loaded.
    isolate: false,
    pool: 'threads',
    maxWorkers: '100%',
    env: { ALL_DRAWS: mode === 'smoke' ? 'yes' : '' },
    ...(mode === 'long'
      ? { include: ['test/long/**/*.test.ts'], testTimeout: 600_000 }
      : mode === 'smoke'
        ? { include: ['test/smoke/**/*.test.ts', ...outside, ...shortened], testTimeout: 600_000, hookTimeout: 600_000 }
        : {
            include: ['test/**/*.test.ts'],
            exclude: ['test/long/**', 'test/smoke/**', ...outside],
            testTimeout: 30_000
          })
  }
}))
