import process from 'node:process'

/** What is mutated together, and how the names begin of the test files that ought to tell: few, the quick ones first, so that a group takes minutes. */
export const groups = {
  composition: {
    mutate: ['src/Layer.ts'],
    tests: ['test/composition/', 'test/laws/composition', 'test/badInput', 'test/interpreter/javascript']
  },
  learner: {
    mutate: ['src/Learner.ts'],
    tests: [
      'test/training/',
      'test/composition/learning',
      'test/badInput',
      'test/interpreter/javascript',
      'test/laws/training'
    ]
  },
  loss: {
    mutate: ['src/Loss.ts', 'src/loss/*.ts'],
    tests: ['test/loss/', 'test/golden/losses', 'test/badInput', 'test/codec/catalogue', 'test/laws/loss']
  },
  optimizer: {
    mutate: ['src/Optimizer.ts', 'src/optimizer/*.ts'],
    tests: [
      'test/optimizer/golden',
      'test/optimizer/composition',
      'test/codec/optimizer',
      'test/badInput',
      'test/training/accumulate',
      'test/optimizer/properties'
    ]
  },
  layer: {
    mutate: ['src/layer/*.ts'],
    tests: [
      'test/golden/activations',
      'test/golden/layers',
      'test/golden/normalization',
      'test/codec/catalogue',
      'test/badInput',
      'test/codec/network',
      'test/composition/',
      'test/training/noise',
      'test/laws/layer'
    ]
  },
  safetensors: {
    mutate: ['src/codec/{safetensors,elements}.ts'],
    tests: ['test/codec/safetensors']
  },
  json: {
    mutate: [
      'src/codec/{json,float,setting,bounds,complaint,Codec,network,loss,schedule,optimizer,description,summary}.ts'
    ],
    tests: [
      'test/codec/complaint',
      'test/codec/json',
      'test/codec/setting',
      'test/codec/bounds',
      'test/codec/summary',
      'test/codec/network',
      'test/codec/catalogue',
      'test/codec/optimizer',
      'test/files/files',
      'test/cli/complaints'
    ]
  },
  table: {
    mutate: ['src/codec/{Table,tableFile,preparation}.ts'],
    tests: ['test/files/table', 'test/codec/preparation', 'test/files/files', 'test/cli/complaints']
  },
  images: {
    mutate: ['src/codec/{idx,idxFile,mnist,mnistDownload}.ts'],
    tests: ['test/codec/idx', 'test/codec/mnist']
  },
  model: {
    mutate: ['src/codec/{checkpoint,checkpointFolder,file,model,modelFile,modelJson}.ts'],
    tests: ['test/files/bytes', 'test/codec/checkpoint', 'test/files/files', 'test/cli/complaints']
  },
  laws: {
    mutate: ['laws/{extrapolation,near}.ts'],
    tests: ['test/laws/derivative', 'test/laws/batch', 'test/laws/algebra']
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
