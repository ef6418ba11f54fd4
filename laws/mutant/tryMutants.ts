import { isSome, some } from 'fp-ts/lib/Option.js'
import { type AnyLayer, type UntypedLayer, untyped } from '../../src/layer/AnyLayer.js'
import { showDescription } from '../../src/layer/Description.js'
import { exampleShapeOf } from '../../src/layer/exampleShape.js'
import { type Shapes } from '../../src/tensor/Shape.js'
import { calibrated } from '../layer/calibrated.js'
import { lawsOf } from '../layer/layerLaws.js'
import { type Law } from '../law/Law.js'
import { verify } from '../law/verify.js'
import { validInput } from '../subject/domain.js'
import { type Subject } from '../subject/Subject.js'
import { type Difference, differenceOf } from './equivalent.js'
import { type Mutant, type MutantOptions, mutantsOf } from './mutantsOf.js'

/** What became of a mutant. */
export interface TriedMutant {
  /** The mistake and its place. */
  readonly name: string
  /**
   * `killed`: a law rejects the mutant. `equivalent`: no law does, and its gradients are those of the layer, up to rounding. `at kinks`:
   * they differ at kinks only, where both are right. `survived`: its gradients are wrong, and no law found that.
   */
  readonly outcome: 'killed' | 'equivalent' | 'at kinks' | 'survived'
  /** The law that rejects the mutant: `input gradient`. */
  readonly killedBy?: string
  /** The formulas that differ from those of the layer. Empty for a mutant that was killed. */
  readonly formulas: readonly string[]
}

/** Options of `tryMutants`. */
export interface TryMutantsOptions extends MutantOptions, Partial<Omit<Subject, 'layers' | 'shapes' | 'like'>> {
  /** Seed of the draws. Default: 0. */
  readonly seed?: number
  /** Draws per law. Default: as of `verify`. */
  readonly runs?: number
}

const kindOf = ({ name }: Law): string => name.slice(name.lastIndexOf(': ') + 2)

/** The laws that reject most mistakes in each gradient come first. */
const first = {
  input: ['input gradient', 'parameter gradient', 'exactness', 'batch', 'linearity'],
  parameters: ['parameter gradient', 'input gradient', 'exactness', 'batch', 'linearity']
}

/** Laws of what a mutant and its layer have in common: forward, the shapes, the parts. */
const common = ['reference', 'shapes', 'purity', 'parts']

/** Laws whose draws have larger numbers than those on which a mutant is compared with its layer. */
const ofLargeNumbers = ['finiteness', 'range']

/** The laws that can reject a mutant with this difference, the most likely first. */
const lawsFor = (subject: Subject, { kind, part = 'input' }: Difference): readonly Law[] => {
  const laws = lawsOf(subject).filter(law => !common.includes(kindOf(law)))
  return kind === 'never'
    ? laws.filter(law => ofLargeNumbers.includes(kindOf(law)))
    : [
        ...first[part].flatMap(kind => laws.filter(law => kindOf(law) === kind)),
        ...laws.filter(law => !first[part].includes(kindOf(law)))
      ]
}

/** Tries the laws on one mutant of a subject. */
export const tryMutant = (
  mutant: Mutant,
  subject: Subject,
  options: { readonly seed?: number; readonly runs?: number } = {}
): TriedMutant => {
  const { name, layer } = mutant
  const own: Subject = { ...subject, layers: [layer] }
  const difference = differenceOf(mutant, own)
  const killer = lawsFor(own, difference).find(law =>
    verify([law], { ...options, shrinks: 0, explain: false }).results.some(({ verdict }) => verdict === 'fails')
  )
  if (killer !== undefined) return { name, outcome: 'killed', killedBy: kindOf(killer), formulas: [] }
  const outcome = ({ often: 'survived', never: 'equivalent', 'at kinks': 'at kinks' } as const)[difference.kind]
  return { name, outcome, formulas: mutant.formulas() }
}

/** The layer as the laws try its mutants: with the shape of one example. */
const fixed = (layer: UntypedLayer, shape: Shapes | undefined): UntypedLayer =>
  shape === undefined || isSome(layer.inputShape) ? layer : { ...layer, inputShape: some(shape) }

/**
 * Tries the laws on all mutants of a layer, one after the other, and says which ones they find. The generator is lazy: a mutant is
 * tried when it is read.
 *
 * @param layer the layer. Its own laws must hold.
 * @param options `seed`, `runs`, `inputShape`, and properties of the layer, as of a `Subject`
 * @throws TypeError if a law rejects the layer itself, or if the layer reads numbers in plain JavaScript
 * @throws ShapeError if `inputShape` is required
 * @example
 * const tried = [...tryMutants(tanh(), { runs: 10 })]
 * console.log(showScore(scoreOf(tried))) // 100 % of 15 mistakes found, …
 */
export function* tryMutants(
  layer: AnyLayer,
  { inputShape, seed = 0, runs, ...known }: TryMutantsOptions = {}
): Generator<TriedMutant> {
  const own = calibrated(untyped(layer))
  const input = validInput(layer.description)
  const subject: Subject = {
    name: showDescription(layer.description),
    ...(input === undefined ? {} : { input }),
    ...known,
    layers: [fixed(own, inputShape ?? exampleShapeOf(own))]
  }
  const options = { seed, ...(runs === undefined ? {} : { runs }) }
  const broken = verify(lawsOf(subject), { ...options, shrinks: 0, explain: false }).results.find(
    ({ verdict }) => verdict === 'fails'
  )
  if (broken !== undefined)
    throw new TypeError(`the laws reject the layer itself (${broken.law}): correct it before you measure its mutants`)
  for (const mutant of mutantsOf(own, inputShape === undefined ? {} : { inputShape }))
    yield tryMutant(mutant, subject, options)
}

/** How many mistakes the laws find. */
export interface Score {
  readonly mutants: number
  readonly killed: number
  readonly equivalent: number
  readonly atKinks: number
  readonly survivors: readonly TriedMutant[]
  /** The share of killed mutants among those that are killed or survived. 1 if there are none. */
  readonly share: number
}

/** Counts the mutants that the laws found. */
export const scoreOf = (tried: readonly TriedMutant[]): Score => {
  const count = (outcome: TriedMutant['outcome']): number => tried.filter(one => one.outcome === outcome).length
  const [killed, survived] = [count('killed'), count('survived')]
  return {
    mutants: tried.length,
    killed,
    equivalent: count('equivalent'),
    atKinks: count('at kinks'),
    survivors: tried.filter(({ outcome }) => outcome === 'survived'),
    share: killed + survived === 0 ? 1 : killed / (killed + survived)
  }
}

/** A share in percent, rounded down to one decimal, so that only 1 is 100 %. */
export const percent = (share: number): string => `${Math.floor(1000 * share) / 10} %`

/** A score as text, with a line for each survivor and its formulas. */
export const showScore = ({ mutants, killed, equivalent, atKinks, survivors, share }: Score): string =>
  [
    `${percent(share)} of ${killed + survivors.length} mistakes found (${mutants} mutants: ${killed} rejected, ` +
      `${survivors.length} survived, ${equivalent} equivalent, ${atKinks} different at kinks only)`,
    ...survivors.flatMap(({ name, formulas }) => [`  ${name}`, ...formulas.map(line => `    ${line}`)])
  ].join('\n')
