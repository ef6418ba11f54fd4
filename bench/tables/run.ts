/**
 * Compares the defaults of `pullback train` with scikit-learn on eight tables and three splits of each: docs/results/tables.md.
 *
 * Run by `npm run bench:tables`, which needs the packages that data.sh names.
 */
import { execFileSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const folder = 'node_modules/.cache/bench/tables'
const targets: Readonly<Record<string, string>> = {
  iris: 'target',
  wine: 'target',
  breast_cancer: 'target',
  digits: 'target',
  penguins: 'species',
  diabetes: 'target',
  boston: 'medv',
  concrete: 'compressive_strength'
}

/** The measures of one split. */
interface Peer {
  readonly name: string
  readonly seed: number
  readonly mlp: number
  readonly linear: number
}

const pullback = (...argv: readonly string[]): string =>
  execFileSync(process.execPath, ['dist/src/cli/main.js', ...argv], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore']
  })

const read = <A>(json: string, as: (value: unknown) => value is A): A => {
  const value: unknown = JSON.parse(json)
  if (!as(value)) throw new TypeError(`unexpected ${json}`)
  return value
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null

const isPeer = (value: unknown): value is Peer =>
  isRecord(value) && typeof value['name'] === 'string' && typeof value['mlp'] === 'number'

const mean = (numbers: readonly number[]): number => numbers.reduce((sum, x) => sum + x, 0) / numbers.length

/** The accuracy of a model with default settings on the test rows, or its root mean squared error. */
const scoreOf = (name: string, seed: number): number => {
  const [train, test, model] = ['train.csv', 'test.csv', 'model.safetensors'].map(end =>
    join(folder, `${name}-${seed}-${end}`)
  )
  pullback(
    'train',
    '--data',
    train ?? '',
    '--target',
    targets[name] ?? '',
    '--seed',
    String(seed),
    '--out',
    model ?? ''
  )
  const result = read(pullback('evaluate', model ?? '', '--data', test ?? '', '--json'), isRecord)
  return Number(result['accuracy'] ?? result['rootMeanSquaredError'])
}

execFileSync('sh', ['bench/tables/data.sh', folder])
// These settings of some machines make OpenBLAS fail.
const python = [
  '-u',
  'OPENBLAS_CORETYPE',
  '-u',
  'OPENBLAS_L2_SIZE',
  '/usr/bin/python3',
  'bench/tables/peer.py',
  folder,
  ...Object.keys(targets)
]
const peers = execFileSync('env', python, { encoding: 'utf8' })
  .trim()
  .split('\n')
  .map(line => read(line, isPeer))

const rows = Object.keys(targets).map(name => {
  const splits = peers.filter(peer => peer.name === name)
  const [mlp, linear] = [mean(splits.map(({ mlp }) => mlp)), mean(splits.map(({ linear }) => linear))]
  const ours = mean(splits.map(({ seed }) => scoreOf(name, seed)))
  const isAccuracy = mlp <= 1 && linear <= 1
  const reached = isAccuracy ? ours >= Math.max(mlp, linear) - 0.01 : ours <= 1.03 * Math.min(mlp, linear)
  return { name, measure: isAccuracy ? 'accuracy' : 'root mean squared error', pullback: ours, mlp, linear, reached }
})

const shown = (x: number, measure: string): string =>
  measure === 'accuracy' ? `${(100 * x).toFixed(1)} %` : x.toFixed(2)
mkdirSync('docs/results', { recursive: true })
writeFileSync(
  'docs/results/tables.json',
  `${JSON.stringify({ command: 'npm run bench:tables', rows }, undefined, 2)}\n`
)
writeFileSync(
  'docs/results/tables.md',
  [
    '# Tables',
    '',
    'The defaults of `pullback train` beside scikit-learn: `MLPClassifier` or `MLPRegressor` with its defaults, and `LogisticRegression` or',
    '`LinearRegression`, all on standardised columns. Means over three splits, a quarter of the rows for the test. The target: at most one point',
    'of accuracy less, or 3 % of error more, than the better of the two. Written by `npm run bench:tables`.',
    '',
    '| table | measure | pullback | MLP | linear | target reached |',
    '| --- | --- | ---: | ---: | ---: | --- |',
    ...rows.map(
      ({ name, measure, pullback, mlp, linear, reached }) =>
        `| ${[name, measure, ...[pullback, mlp, linear].map(x => shown(x, measure)), reached ? 'yes' : 'no'].join(' | ')} |`
    ),
    ''
  ].join('\n')
)
console.log(rows)
