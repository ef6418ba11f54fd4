import { jsonLine } from '../../src/codec/jsonLine.js'
import { textTable } from '../../src/codec/textTable.js'
import { isPassing, type Result } from '../law/verify.js'
import { isError, showResult, sign } from './render.js'

/** The results for one subject, such as a layer. */
export interface Tried {
  /** The kind of subject. Layers, losses and optimizers are rows of a table, others have a line each. */
  readonly kind: 'layer' | 'loss' | 'optimizer' | 'whole'
  /** The name of the subject: `dense`. */
  readonly name: string
  /** The verdicts on its laws. */
  readonly results: readonly Result[]
}

/** The verdicts on the laws of many subjects. */
export interface Overview {
  /** One entry for each subject. */
  readonly tried: readonly Tried[]
  /** Share of the random networks that contain a layer, by the name of the layer. May be empty. */
  readonly coverage: ReadonlyMap<string, number>
  /** Time of the verification. */
  readonly seconds: number
  /** The seed of the draws. */
  readonly seed: number
  /** How far a verification came that was interrupted: `3 of 612 laws tried`. Default: it was not interrupted. */
  readonly interrupted?: string | undefined
}

/** `dense: purity` -> `purity` */
const kindOf = ({ law }: Result): string => law.slice(law.lastIndexOf(': ') + 2)

/** A row for each subject and a column for each law. The headings have one word per line. */
const table = (title: string, tried: readonly Tried[]): readonly string[] => {
  if (tried.length === 0) return []
  const laws = [...new Set(tried.flatMap(({ results }) => results.map(kindOf)))]
  const headings = laws.map(law => law.split(' '))
  const height = Math.max(...headings.map(({ length }) => length))
  return [
    textTable([
      ...Array.from({ length: height }, (_, row) => [
        row === height - 1 ? title : '',
        ...headings.map(words => words[row - height + words.length] ?? '')
      ]),
      ...tried.map(({ name, results }) => [
        name,
        ...laws.map(law => {
          const found = results.find(result => kindOf(result) === law)
          return found === undefined ? '' : sign[found.verdict]
        })
      ])
    ])
  ]
}

/** Verdicts, the worst first. */
const bySeverity = ['fails', 'inconclusive', 'partial'] as const

const worst = (results: readonly Result[]): Result['verdict'] =>
  bySeverity.find(one => results.some(({ verdict }) => verdict === one)) ?? 'holds'

const sum = (numbers: readonly number[]): number => numbers.reduce((total, x) => total + x, 0)

const checksOf = (results: readonly Result[]): number => sum(results.map(({ checks }) => checks))

const lines = (tried: readonly Tried[]): readonly string[] =>
  tried.map(
    ({ name, results }) => `${sign[worst(results)]} ${name}: ${results.length} laws, ${checksOf(results)} checks`
  )

const percent = (share: number): string => `${Math.round(100 * share)} %`

const coverageLines = (coverage: Overview['coverage']): readonly string[] => {
  if (coverage.size === 0) return []
  const rarestFirst = [...coverage].toSorted(([, one], [, other]) => one - other)
  const shown = rarestFirst.map(([name, share]) => `${name} ${percent(share)}`).join(', ')
  return ['', `Share of random networks with each layer: ${shown}`]
}

/** Whether every law of every subject holds, at least in part. */
export const allHold = ({ tried }: Pick<Overview, 'tried'>): boolean =>
  tried.every(({ results }) => results.every(isPassing))

/** Every failure in full. An error that a subject throws for several laws is printed once. */
const failures = (broken: readonly Result[]): readonly string[] => {
  const shown = new Set<string>()
  return broken.map(result => {
    const { law, counterexample: { message } = { message: '' } } = result
    const thrown = `${law.slice(0, law.lastIndexOf(': '))}: ${message}`
    if (shown.has(thrown)) return `${sign[result.verdict]} ${law}: ${message} (same as above)`
    if (isError(message)) shown.add(thrown)
    return `\n${showResult(result)}`
  })
}

/**
 * An overview as text: a table of subjects by laws, then every failure in full, then the totals. `pullback laws` prints it.
 *
 * @example
 * const { results } = verify(layerLaws(tanh()), { runs: 5 })
 * console.log(showOverview({ tried: [{ kind: 'layer', name: 'tanh', results }], coverage: new Map(), seconds: 1, seed: 0 }))
 */
export const showOverview = ({ tried, coverage, seconds, seed, interrupted }: Overview): string => {
  const of = (kind: Tried['kind']) => tried.filter(one => one.kind === kind && one.results.length > 0)
  const results = tried.flatMap(({ results }) => results)
  const broken = results.filter(result => !isPassing(result))
  const partial = results.filter(({ verdict }) => verdict === 'partial')
  const undecided = broken.filter(({ verdict }) => verdict === 'inconclusive').length
  // What other laws reject is often the reason.
  const hint = undecided === broken.length ? ' (try more --runs)' : ''
  const isWhole = interrupted === undefined
  const sums = [
    ...(isWhole ? [] : [`Interrupted: ${interrupted}`]),
    ...(broken.length > undecided ? [`${broken.length - undecided} of ${results.length} laws do not hold`] : []),
    ...(undecided > 0 ? [`${undecided} of ${results.length} laws are inconclusive${hint}`] : []),
    ...(isWhole && broken.length === 0 ? [`All ${results.length} laws hold`] : []),
    ...(!isWhole && broken.length === 0 && results.length > 0 ? ['these hold'] : [])
  ]
  const limits = partial.length === 0 ? '' : `, ${partial.length} of them not everywhere`
  const runs = `${checksOf(results)} checks, ${seconds.toFixed(1)} s, seed ${seed}`
  return [
    ...table('layer', of('layer')),
    ...table('loss', of('loss')),
    ...table('optimizer', of('optimizer')),
    ...lines(of('whole')),
    ...coverageLines(coverage),
    ...failures(broken),
    ...partial.map(result => `\n${showResult(result)}`),
    '',
    `${sums.join(', ')}${limits}: ${runs}`,
    ''
  ].join('\n')
}

/** An overview as JSON lines: one object for each law, then the totals. */
export const overviewToJson = (overview: Overview): string => {
  const { tried, coverage, seconds, seed, interrupted } = overview
  const results = tried.flatMap(({ kind, name, results }) => results.map(result => ({ kind, name, ...result })))
  return [
    ...results.map(result => jsonLine({ type: 'law', ...result })),
    jsonLine({
      type: 'result',
      holds: interrupted === undefined && allHold(overview),
      interrupted,
      laws: results.length,
      checks: sum(results.map(({ checks }) => checks)),
      coverage: Object.fromEntries(coverage),
      seconds,
      seed
    })
  ].join('')
}
