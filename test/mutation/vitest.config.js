import { mergeConfig } from 'vitest/config'
import everything from '../../vitest.config.ts'
import { chosen } from './groups.js'

const { test, ...shared } = everything({ mode: 'test' })

// Mutants are counted by the tests of their group.
export default mergeConfig(shared, {
  // What a module makes while it is loaded must be made anew for every mutant.
  test: { ...test, isolate: true, include: chosen().tests.map(start => `${start}*.test.ts`) }
})
