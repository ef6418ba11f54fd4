import process from 'node:process'

/** Of tests that share nothing, or what they share in test/laws/once.ts, for which once.js counts: they need not be loaded anew to count for each. */
const isLoadedOnce = true

/**
 * What is mutated together, and how the names begin of the test files that ought to tell: few, the quick ones first, so that a
 * group takes minutes. `draws` is how many those take that ask for DRAWS, `sample` the share of the mutants that are tried.
 */
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
    ],
    isLoadedOnce
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
    ],
    isLoadedOnce
  },
  combinators: {
    mutate: ['src/{Descent,Pullback,Description}.ts', 'src/combinator/*.ts', 'src/catalogue/*.ts'],
    tests: [
      'test/composition/',
      'test/optimizer/composition',
      'test/badInput',
      'test/codec/catalogue',
      'test/codec/network'
    ],
    sample: 0.1
  },
  tensors: {
    mutate: ['src/{Tensor,Nested,Value,Shape,Algebra,range}.ts', 'src/{algebra,kernel}/*.ts'],
    tests: ['test/golden/layers', 'test/golden/activations', 'test/badInput', 'test/immutability', 'test/laws/algebra'],
    sample: 0.05
  },
  interpreters: {
    mutate: ['src/{Interpreter,Engine,steps,scan}.ts', 'src/interpreter/**/*.ts', 'src/engine/*.ts'],
    tests: ['engine', 'javascript', 'onnx', 'orEager'].map(name => `test/interpreter/${name}`),
    sample: 0.04
  },
  training: {
    mutate: ['src/{Training,Dataset,Random,Schedule,Metric,Initializer}.ts', 'src/{training,dataset}/*.ts'],
    tests: ['test/training/', 'test/Initializer', 'test/Schedule', 'test/random', 'test/badInput'],
    sample: 0.12
  },
  commands: {
    mutate: ['src/cli/**/*.ts'],
    tests: ['parse', 'progressText', 'displays', 'stride', 'plot', 'complaints', 'export'].map(
      name => `test/cli/${name}`
    ),
    sample: 0.04
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
  // Of laws/ is left out: laws/wrong, where a mutant is another mistake; what runs in a thread, from the build (isolated, worker,
  // module); and lists of what there is (index, everything, trained).
  judgement: {
    mutate: ['laws/{extrapolation,claim,derivative,judgement,near}.ts'],
    tests: ['test/laws/judgement', 'test/laws/claim', 'test/laws/derivative'],
    draws: 120,
    isLoadedOnce
  },
  verdict: {
    mutate: ['laws/{Law,lawOver,verify,Numbers,Passes,register,render,prove}.ts'],
    tests: ['verify', 'render', 'prove', 'numbers', 'passes', 'batch'].map(name => `test/laws/${name}`),
    isLoadedOnce
  },
  layerLaws: {
    mutate: ['laws/layer.ts', 'laws/layer/*.ts'],
    tests: ['test/laws/direction', 'test/laws/lawsOfLayer', 'test/laws/batch'],
    isLoadedOnce
  },
  lossLaws: { mutate: ['laws/loss.ts'], tests: ['test/laws/messages', 'test/laws/loss'], isLoadedOnce },
  optimizerLaws: {
    mutate: ['laws/optimizer.ts'],
    tests: ['test/laws/messages', 'test/laws/optimizer'],
    sample: 0.3,
    isLoadedOnce
  },
  compositionLaws: {
    mutate: ['laws/composition.ts', 'laws/composition/*.ts'],
    tests: ['test/laws/composition'],
    sample: 0.2,
    isLoadedOnce
  },
  networkLaws: {
    mutate: ['laws/network.ts'],
    tests: ['test/laws/messages', 'test/laws/network'],
    sample: 0.2,
    isLoadedOnce
  },
  trainingLaws: {
    mutate: ['laws/training.ts'],
    tests: ['test/laws/messages', 'test/laws/training'],
    sample: 0.4,
    isLoadedOnce
  },
  resumptionLaws: { mutate: ['laws/resumption.ts'], tests: ['test/laws/resumption'], sample: 0.2, isLoadedOnce },
  algebraLaws: {
    mutate: ['laws/algebra.ts', 'laws/algebra/*.ts'],
    tests: ['test/laws/algebra'],
    sample: 0.1,
    isLoadedOnce
  },
  codecLaws: {
    mutate: ['laws/codec.ts', 'laws/codec/*.ts'],
    tests: ['test/laws/messages', 'test/laws/codec'],
    sample: 0.15,
    isLoadedOnce
  },
  interpreterLaws: { mutate: ['laws/interpreter/*.ts'], tests: ['test/laws/interpreter'], sample: 0.1, isLoadedOnce },
  generators: {
    mutate: ['laws/generator/*.ts'],
    tests: ['test/laws/batch', 'test/laws/generator'],
    sample: 0.15,
    isLoadedOnce
  },
  diagnosis: {
    mutate: ['laws/diagnosis.ts', 'laws/diagnosis/*.ts'],
    tests: ['test/laws/batch', 'test/laws/wrong'],
    sample: 0.015,
    isLoadedOnce
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
