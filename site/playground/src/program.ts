import { type Place } from './link.js'
import { kindOf } from './mistakes.js'
import { mistakeTexts } from './mistakeTexts.js'
import { isShuffled, type Settings } from './settings.js'

const generators: { readonly [name in Settings['data']]: string } = {
  xor: 'xor',
  moons: 'moons',
  circles: 'circles',
  spirals: 'spirals'
}

const indented = (lines: readonly string[], by: string): readonly string[] => lines.map(line => by + line)

/** The statement that makes the examples. */
const examplesIn = ({ data, count, noise, seed }: Settings): readonly string[] =>
  data === 'spirals'
    ? [
        `const spirals = evaluate(Randoms.seed(${seed}))(Datasets.spirals(${count}, 2, ${noise}))`,
        '// The second of two one-hot numbers: 1 for the second arm.',
        'const isSecond = toArray(spirals.targets).filter((_, i) => i % 2 === 1)',
        `const examples = dataset(spirals.inputs, fromArray([${count}, 1], isSecond))`
      ]
    : [`const examples = evaluate(Randoms.seed(${seed}))(Datasets.${generators[data]}(${count}, ${noise}))`]

/** The layer with the mistake, as a statement, and the name that takes its place. */
const sabotageIn = (settings: Settings, made: string): readonly string[] => {
  if (settings.mistake === 'none') return []
  const { formula, right, code } = mistakeTexts[settings.mistake]
  const lines = code.map(line => line.replace('RATE', String(settings.rate)))
  return [
    `const right = ${made}`,
    `// The mistake: ${formula} instead of ${right}.`,
    'const sabotaged: typeof right = {',
    '  ...right,',
    ...indented(lines, '  '),
    '}'
  ]
}

/**
 * The run as a TypeScript program: it prints the loss of all examples at the step that is shown.
 *
 * @param place the run and the step
 */
export const programOf = ({ settings, forks, step }: Place): string => {
  const { hidden, activation, loss, optimizer, rate, batch, seed, mistake, layer } = settings
  const kind = mistake === 'none' ? undefined : kindOf(mistake)
  const sizes = [2, ...hidden, 1]
  let sabotaged = ''
  const place = (made: string, isWrong: boolean, inSequence = made): string => {
    if (!isWrong) return inSequence
    sabotaged = made
    return 'sabotaged'
  }
  const layers = sizes.slice(1).flatMap((units, i) => {
    const isHere = layer === i + 1
    const isLast = i === sizes.length - 2
    const one = place(`dense(${sizes[i] ?? 1}, ${units})`, kind === 'dense' && isHere)
    if (isLast && loss === 'cross-entropy') return [one]
    const name = isLast ? 'tanh' : activation
    return [one, place(`${name}<readonly [${units}]>()`, kind === 'activation' && isHere, `${name}()`)]
  })
  const lossName = loss === 'cross-entropy' ? 'binaryCrossEntropyWithLogits' : 'meanSquaredError'
  const wrong = sabotageIn(settings, sabotaged)
  const state = (index: number): string => (index === 0 ? 'state' : `state${index + 1}`)
  const stops = [...forks.map(({ step }) => step), step]
  const sections = stops.flatMap((stop, i): readonly string[] => {
    const fork = forks[i - 1]
    const before = fork === undefined ? undefined : state(i - 1)
    const from =
      before === undefined || fork === undefined
        ? String(seed)
        : `{ ...${before}, rateFactor: ${before}.rateFactor * ${fork.factor} }`
    const steps = stop - (fork?.step ?? 0)
    if (steps === 0) return [`const ${state(i)} = ${before === undefined ? `initialState(student, ${seed})` : from}`]
    const plan = [
      `batchSize: ${batch}`,
      ...(isShuffled(settings) ? [] : ['shuffle: false']),
      `stride: ${steps}`,
      'engine: javascript',
      `from: ${from}`
    ]
    return [`const ${state(i)} = pipe(`, `  trajectory(student, examples, { ${plan.join(', ')} }),`, '  train(1)', ')']
  })
  const last = state(stops.length - 1)
  const body = [
    ...examplesIn(settings),
    ...wrong,
    'const network = pipe(',
    `  ${[layers[0], ...layers.slice(1).map(made => `andThen(${made})`)].join(',\n  ')}`,
    ')',
    `const loss = ${lossName}<readonly [1]>()`,
    `const student = learner(network, loss, ${optimizer}(${rate}))`,
    ...sections,
    `const predictions = predict(network, ${last}.params)(examples.inputs)`,
    'console.log(toNumber(loss.value(predictions, examples.targets)))'
  ]
  const text = body.join('\n')
  const names = [
    ...['adam', 'Algebra', 'andThen', 'binaryCrossEntropyWithLogits', 'dataset', 'Datasets', 'dense', 'fromArray'],
    ...['initialState', 'javascript', 'learner', 'meanSquaredError', 'momentum', 'predict', 'Randoms', 'relu', 'sgd'],
    ...['sigmoid', 'tanh', 'toArray', 'toNumber', 'train', 'trajectory']
  ].filter(name => new RegExp(`(?<![.\\w])${name}\\b(?!:)`).test(text))
  return [
    "import { pipe } from 'fp-ts/lib/function.js'",
    "import { evaluate } from 'fp-ts/lib/State.js'",
    `import {\n  ${names.join(',\n  ')}\n} from 'pullback'`,
    '',
    text,
    ''
  ].join('\n')
}
