import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'

const path = (relative: string): string => fileURLToPath(new URL(relative, import.meta.url))

/** The tests of the site: `npm run test:site` builds the site, and runs them in a browser. */
export default defineConfig({
  root: path('..'),
  resolve: {
    alias: [
      { find: /^pullback$/, replacement: path('../src/index.ts') },
      { find: /^pullback\/laws$/, replacement: path('../laws/index.ts') }
    ]
  },
  test: {
    include: ['site/test/**/*.test.ts'],
    pool: 'threads',
    maxWorkers: 2,
    // Wide, for a busy machine.
    testTimeout: 240_000,
    hookTimeout: 120_000
  }
})
