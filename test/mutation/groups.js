import process from 'node:process'

/** Of tests that share nothing, or what they share in test/laws/once.ts, for which once.js counts: they need not be loaded anew to count for each. */
const isLoadedOnce = true

/**
 * What is mutated together, and how the names begin of the test files that ought to tell: few, the quick ones first, so that a
 * group takes minutes. `draws` is how many those take that ask for DRAWS, `sample` the share of the mutants that are tried.
 */
export const groups = {
  composition: {
    mutate: ['src/layer/Layer.ts'],
    tests: ['test/layer/', 'test/laws/composition', 'test/badInput', 'test/engine/javascript']
  },
  learner: {
    mutate: ['src/learning/Learner.ts'],
    tests: [
      'test/learning/',
      'test/learning/learning',
      'test/badInput',
      'test/engine/javascript',
      'test/laws/training'
    ],
    isLoadedOnce
  },
  loss: {
    mutate: ['src/learning/Loss.ts', 'src/learning/loss/*.ts'],
    tests: ['test/learning/loss/', 'test/golden/losses', 'test/badInput', 'test/codec/catalogue', 'test/laws/loss']
  },
  optimizer: {
    mutate: ['src/learning/Optimizer.ts', 'src/learning/optimizer/*.ts'],
    tests: [
      'test/learning/optimizer/golden',
      'test/learning/optimizer/composition',
      'test/codec/optimizer',
      'test/badInput',
      'test/learning/optimizer/accumulate',
      'test/learning/optimizer/properties'
    ]
  },
  layer: {
    mutate: [
      'src/layer/{dense,dropout,embedding,flatten,reshape}.ts',
      'src/layer/{activation,image,normalization}/*.ts'
    ],
    tests: [
      'test/golden/activations',
      'test/golden/layers',
      'test/golden/normalization',
      'test/codec/catalogue',
      'test/badInput',
      'test/codec/network',
      'test/layer/',
      'test/learning/noise',
      'test/laws/layer'
    ],
    isLoadedOnce
  },
  combinators: {
    mutate: ['src/layer/{Descent,Pullback,Description}.ts', 'src/layer/combinator/*.ts', 'src/catalogue/*.ts'],
    tests: [
      'test/layer/',
      'test/learning/optimizer/composition',
      'test/badInput',
      'test/codec/catalogue',
      'test/codec/network'
    ],
    sample: 0.1
  },
  tensors: {
    mutate: [
      'src/tensor/{Tensor,Nested,lists,strides,Shape,range}.ts',
      'src/algebra/!(Interpreter|scan|eager).ts',
      'src/algebra/kernel/*.ts'
    ],
    tests: ['test/golden/layers', 'test/golden/activations', 'test/badInput', 'test/immutability', 'test/laws/algebra'],
    sample: 0.05
  },
  interpreters: {
    mutate: ['src/algebra/{Interpreter,scan,eager}.ts', 'src/learning/{steps,auto}.ts', 'src/engine/**/*.ts'],
    tests: ['engine', 'javascript', 'onnx', 'orEager'].map(name => `test/engine/${name}`),
    sample: 0.04
  },
  training: {
    mutate: [
      'src/learning/{Training,Metric}.ts',
      'src/learning/{schedule,states}/*.ts',
      'src/data/**/*.ts',
      'src/tensor/Random.ts',
      'src/layer/initializer/*.ts'
    ],
    tests: ['test/learning/', 'test/data/', 'test/layer/Initializer', 'test/tensor/random', 'test/badInput'],
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
      'test/codec/files/files',
      'test/cli/complaints'
    ]
  },
  table: {
    mutate: ['src/codec/{Table,tableFile,preparation}.ts'],
    tests: ['test/codec/files/table', 'test/codec/preparation', 'test/codec/files/files', 'test/cli/complaints']
  },
  images: {
    mutate: ['src/codec/{idx,idxFile,mnist,mnistDownload}.ts'],
    tests: ['test/codec/idx', 'test/codec/mnist']
  },
  model: {
    mutate: ['src/codec/{checkpoint,checkpointFolder,file,model,modelFile,modelJson}.ts'],
    tests: ['test/codec/files/bytes', 'test/codec/checkpoint', 'test/codec/files/files', 'test/cli/complaints']
  },
  // Of laws/ is left out: laws/wrong, where a mutant is another mistake; what runs in a thread, from the build (run/isolated,
  // run/worker, run/module); and lists of what there is (index, everything, learning/trained).
  judgement: {
    mutate: ['laws/derivative/*.ts', 'laws/value/near.ts'],
    tests: ['test/laws/derivative/judgement', 'test/laws/derivative/claim', 'test/laws/derivative/derivative'],
    draws: 120,
    isLoadedOnce
  },
  verdict: {
    mutate: ['laws/law/*.ts', 'laws/value/{Numbers,Passes}.ts', 'laws/run/{register,render}.ts', 'laws/wrong/prove.ts'],
    tests: ['law/verify', 'run/render', 'wrong/prove', 'value/numbers', 'value/passes', 'batch'].map(
      name => `test/laws/${name}`
    ),
    isLoadedOnce
  },
  layerLaws: {
    mutate: ['laws/layer/*.ts'],
    tests: ['test/laws/direction', 'test/laws/lawsOfLayer', 'test/laws/batch', 'test/laws/initializer'],
    isLoadedOnce
  },
  lossLaws: { mutate: ['laws/learning/lossLaws.ts'], tests: ['test/laws/messages', 'test/laws/loss'], isLoadedOnce },
  optimizerLaws: {
    mutate: ['laws/learning/optimizerLaws.ts'],
    tests: ['test/laws/messages', 'test/laws/optimizer'],
    sample: 0.3,
    isLoadedOnce
  },
  compositionLaws: {
    mutate: ['laws/composition/!(network|networkLaws).ts'],
    tests: ['test/laws/composition'],
    sample: 0.2,
    isLoadedOnce
  },
  networkLaws: {
    mutate: ['laws/composition/networkLaws.ts'],
    tests: ['test/laws/messages', 'test/laws/network'],
    sample: 0.2,
    isLoadedOnce
  },
  trainingLaws: {
    mutate: ['laws/learning/learnerLaws.ts'],
    tests: ['test/laws/messages', 'test/laws/training'],
    sample: 0.4,
    isLoadedOnce
  },
  resumptionLaws: {
    mutate: ['laws/learning/resumptionLaw.ts'],
    tests: ['test/laws/resumption'],
    sample: 0.2,
    isLoadedOnce
  },
  algebraLaws: {
    mutate: ['laws/algebra/*.ts'],
    tests: ['test/laws/algebra'],
    sample: 0.1,
    isLoadedOnce
  },
  codecLaws: {
    mutate: ['laws/codec/*.ts'],
    tests: ['test/laws/messages', 'test/laws/codec'],
    sample: 0.15,
    isLoadedOnce
  },
  interpreterLaws: { mutate: ['laws/interpreter/*.ts'], tests: ['test/laws/interpreter'], sample: 0.1, isLoadedOnce },
  generators: {
    mutate: ['laws/generator/*.ts', 'laws/composition/network.ts'],
    tests: ['test/laws/batch', 'test/laws/generator'],
    sample: 0.15,
    isLoadedOnce
  },
  diagnosis: {
    mutate: ['laws/diagnosis/*.ts'],
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
