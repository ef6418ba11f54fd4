import { type Either, isLeft, left, map, right } from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import { evaluate } from 'fp-ts/lib/State.js'
import { shortly } from '../../codec/complaint.js'
import { suggestion } from '../../codec/suggestion.js'
import { optimizers } from '../../catalogue/optimizers.js'
import { Randoms } from '../../index.js'
import { type Failure, usage } from '../Command.js'
import { flagOf, type Given, option, optional } from '../Option.js'
import { list, numberThat, oneOf, positiveInteger, positiveNumber, text, type Written } from '../Written.js'

const values = (what: string, text: string) => optional(list(what), { text, value: 'list' })

/** Options that list the values of a setting. */
export const ofGrid = {
  learningRates: values('numbers', 'learning rates to try. Default: --learning-rate'),
  batches: values('integers', 'mini-batch sizes to try. Default: --batch'),
  optimizers: values('names', 'optimizers to try. Default: --optimizer'),
  architectures: values(
    'lists of layers',
    'hidden layers to try, each in quotes if it has several: "32,relu","64,relu". Default: --layers'
  ),
  weightDecays: values('numbers', 'strengths of the weight decay to try. Default: --weight-decay'),
  seeds: option(positiveInteger, { text: 'number of seeds for each combination, from --seed on', fallback: '1' }),
  random: optional(positiveInteger, { text: 'try this number of combinations at random. Default: all of them' })
}

/** The settings of one combination, by the names of the options of `pullback train`. */
export interface Combination {
  readonly learningRate?: number
  readonly batch?: number
  readonly optimizer?: string
  readonly layers?: string
  readonly weightDecay?: number
}

type Asked = Given<typeof ofGrid>

/** Decodes the values of one list. */
const decoded = <A>(
  name: keyof Asked,
  codec: Written<A>,
  texts: readonly string[] | undefined
): Either<Failure, readonly (A | undefined)[]> => {
  if (texts === undefined) return right([undefined])
  const found: A[] = []
  for (const text of texts) {
    const value = codec.decode(text)
    if (isLeft(value)) {
      const nearest = suggestion(text, codec.names ?? [])
      return left(usage(`${flagOf(name)} must list ${codec.name}, found ${shortly(text)}${nearest}`))
    }
    found.push(value.right)
  }
  return right(found)
}

const names = optimizers.map(({ name }) => name)

/** All combinations of the listed values, in order, or some of them at random. */
export const combinations = (asked: Asked, seed: number): Either<Failure, readonly Combination[]> => {
  const axes: readonly Either<Failure, readonly Combination[]>[] = [
    pipe(
      decoded('architectures', text('a list of layers'), asked.architectures),
      map(all => all.map(layers => (layers === undefined ? {} : { layers })))
    ),
    pipe(
      decoded('optimizers', oneOf(names), asked.optimizers),
      map(all => all.map(optimizer => (optimizer === undefined ? {} : { optimizer })))
    ),
    pipe(
      decoded('learningRates', positiveNumber, asked.learningRates),
      map(all => all.map(learningRate => (learningRate === undefined ? {} : { learningRate })))
    ),
    pipe(
      decoded('batches', positiveInteger, asked.batches),
      map(all => all.map(batch => (batch === undefined ? {} : { batch })))
    ),
    pipe(
      decoded(
        'weightDecays',
        numberThat('a number of at least 0', x => x >= 0),
        asked.weightDecays
      ),
      map(all => all.map(weightDecay => (weightDecay === undefined ? {} : { weightDecay })))
    )
  ]
  let grid: readonly Combination[] = [{}]
  for (const axis of axes) {
    if (isLeft(axis)) return axis
    grid = grid.flatMap(one => axis.right.map(other => ({ ...one, ...other })))
  }
  const { random } = asked
  if (random === undefined || random >= grid.length) return right(grid)
  const chosen = new Set(evaluate(Randoms.seed(seed))(Randoms.shuffle(grid)).slice(0, random))
  return right(grid.filter(one => chosen.has(one)))
}

/** A combination as text: `layers 32,relu, learning rate 0.01`. */
export const showCombination = (combination: Combination): string => {
  const text = Object.entries(combination)
    .map(([name, value]) => `${name.replace(/[A-Z]/g, letter => ` ${letter.toLowerCase()}`)} ${String(value)}`)
    .join(', ')
  return text === '' ? 'the settings given' : text
}
