import process from 'node:process'

/** What is mutated together, and how the names begin of the test files that ought to tell: few, so that a group takes minutes. */
export const groups = {
  composition: {
    mutate: ['src/Layer.ts'],
    tests: ['test/composition/', 'test/laws/composition']
  },
  learner: {
    mutate: ['src/Learner.ts', 'src/Loss.ts'],
    tests: ['test/composition/learning', 'test/training/', 'test/interpreter/engine', 'test/badInput']
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
  safetensors: {
    mutate: ['src/codec/safetensors.ts', 'src/codec/elements.ts'],
    tests: ['test/codec/safetensors']
  },
  json: {
    mutate: ['src/codec/{json,float,setting,bounds,complaint,Codec,network}.ts'],
    tests: ['test/codec/network', 'test/codec/catalogue', 'test/files/']
  },
  codec: {
    mutate: ['src/codec/*.ts'],
    tests: ['test/codec/', 'test/laws/codec', 'test/files/']
  }
}

/** The group that was asked for: `GROUP=loss npm run mutation`. */
export const group = process.env['GROUP'] ?? 'loss'

export const chosen = () => {
  const found = Object.hasOwn(groups, group) ? groups[group] : undefined
  if (found === undefined)
    throw new RangeError(`GROUP must be one of ${Object.keys(groups).join(', ')}, found ${group}`)
  return found
}
