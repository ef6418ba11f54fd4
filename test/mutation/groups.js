import process from 'node:process'

/** What is mutated together, and how the names begin of the test files that ought to tell: few, so that a group takes minutes. */
export const groups = {
  core: {
    mutate: ['src/Layer.ts', 'src/Learner.ts', 'src/Loss.ts'],
    tests: [
      'test/composition/',
      'test/training/',
      'test/laws/{composition,training}',
      'test/immutability',
      'test/badInput'
    ]
  },
  loss: {
    mutate: ['src/loss/*.ts'],
    tests: ['test/loss/', 'test/golden/losses', 'test/laws/loss', 'test/badInput', 'test/codec/catalogue']
  },
  optimizer: {
    mutate: ['src/Optimizer.ts', 'src/optimizer/*.ts'],
    tests: [
      'test/optimizer/',
      'test/training/accumulate',
      'test/laws/optimizer',
      'test/badInput',
      'test/codec/optimizer'
    ]
  },
  layer: {
    mutate: ['src/layer/*.ts'],
    tests: ['test/golden/', 'test/laws/layer', 'test/composition/', 'test/badInput', 'test/codec/catalogue']
  },
  codec: {
    mutate: ['src/codec/*.ts'],
    tests: ['test/codec/', 'test/laws/codec', 'test/files/']
  }
}

/** The group that was asked for, or some files of it: `GROUP=codec MUTATE=src/codec/json.ts npm run mutation`. */
export const group = process.env['GROUP'] ?? 'core'

export const chosen = () => {
  const found = Object.hasOwn(groups, group) ? groups[group] : undefined
  if (found === undefined)
    throw new RangeError(`GROUP must be one of ${Object.keys(groups).join(', ')}, found ${group}`)
  return { ...found, mutate: process.env['MUTATE']?.split(',') ?? found.mutate }
}
