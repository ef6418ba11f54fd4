import { chosen, group } from './groups.js'

/** @type {import('@stryker-mutator/api/core').PartialStrykerOptions} */
export default {
  testRunner: 'vitest',
  vitest: { configFile: 'test/mutation/vitest.config.js' },
  mutate: chosen().mutate,
  coverageAnalysis: 'perTest',
  incremental: false,
  concurrency: 1,
  disableTypeChecks: true,
  reporters: ['json', 'clear-text'],
  clearTextReporter: {
    allowColor: false,
    allowEmojis: false,
    logTests: false,
    reportTests: false,
    reportMutants: false
  },
  jsonReporter: { fileName: `node_modules/.cache/mutation/${group}.json` },
  tempDirName: `.mutation/${group}`,
  ignorePatterns: ['dist', 'bench', 'docs'],
  allowConsoleColors: false
}
