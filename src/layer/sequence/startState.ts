import { right } from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import { none } from 'fp-ts/lib/Option.js'
import { map, of, sequenceArray } from 'fp-ts/lib/State.js'
import { broadcast, sumOverBatch } from '../../algebra/Algebra.js'
import { exampleShape, formed, type Params, tensorsOf, type Value } from '../../algebra/Value.js'
import { positiveInteger, type Shape } from '../../tensor/Shape.js'
import { type AnyTensor, type Batched, scalar, type Tensor } from '../../tensor/Tensor.js'
import { andThen, identity } from '../andThen.js'
import { fork } from '../combinator/fork.js'
import { describe } from '../Description.js'
import { zeros } from '../Initializer.js'
import { type Layer, layer } from '../Layer.js'
import { zerosLike } from './zerosLike.js'

/**
 * The form of a state: a vector of `size` numbers per example. Only its shape and its type are used.
 *
 * @throws RangeError if the size is not a positive integer
 * @example fromZeros(overTime(lstmCell(8)), [units(8), units(8)])
 */
export const units = <const H extends number>(size: H): Batched<readonly [H]> => {
  positiveInteger('units: size', size)
  // Without numbers: a description from an untrusted source may name any size.
  return broadcast<readonly [number, H]>([1, size], scalar(0))
}

/** The parameters of a learned state: one tensor for every tensor of the state, without the batch axis. */
export type StateParams<S extends Value> =
  S extends Batched<infer H>
    ? readonly [start: Tensor<Readonly<H>>]
    : S extends readonly [infer First extends Value, ...infer Rest extends readonly Value[]]
      ? readonly [...StateParams<First>, ...StateParams<Rest>]
      : readonly []

/** Repeats every tensor for every example of an input, and arranges them in the form of a state. */
const forEveryExample = <S extends Value>(form: S, input: Value, tensors: Params): S => {
  const [batch = 1] = tensorsOf(input)[0]?.shape ?? []
  return formed(
    form,
    tensors.map(x => broadcast([batch, ...x.shape], x))
  )
}

/** The shapes of the tensors of a state, without the batch axis. */
const shapesOf = (form: Value): readonly Shape[] => tensorsOf(form).map(({ shape }) => shape.slice(1))

/**
 * A state of zeros for every example of the input, whatever the numbers of the input.
 *
 *     forward    s = 0
 *     backward   dx = 0
 *
 * The cache is dx, one number that is repeated, so that the input need not stay in memory.
 *
 * @param form the form of the state, such as `units(8)`
 * @example fork(identity<Batched<readonly [5, 3]>>(), zeroState(units(8)))
 */
export const zeroState = <A extends Value, S extends Value>(form: S): Layer<readonly [], A, S> =>
  layer<readonly [], A, S, A>({
    description: describe('zeroState', { state: exampleShape(form) }),
    inputShape: none,
    outputShape: () => right(exampleShape(form)),
    stepwise: 'alone',
    init: of([]),
    forward: (_, input) => [
      forEveryExample(
        form,
        input,
        shapesOf(form).map(shape => broadcast(shape, scalar(0)))
      ),
      zerosLike(input)
    ],
    backward: (_, dx) => [[], dx]
  })

/**
 * A learned state, the same for every example of the input, whatever the numbers of the input. Starts at zeros.
 *
 *     forward    s = p
 *     backward   dp = Σ over the batch of ds      dx = 0
 *
 * The cache is dx, one number that is repeated, so that the input need not stay in memory.
 *
 * @param form the form of the state, such as `units(8)`
 * @example fork(identity<Batched<readonly [5, 3]>>(), learnedState(units(8)))
 */
export const learnedState = <A extends Value, S extends Value>(form: S): Layer<StateParams<S>, A, S> => {
  const shapes = shapesOf(form)
  /* eslint-disable @typescript-eslint/consistent-type-assertions -- TypeScript cannot type a tuple mapped element by element */
  const asParams = (tensors: readonly AnyTensor[]) => tensors as unknown as StateParams<S>
  return layer<StateParams<S>, A, S, A>({
    description: describe(
      'learnedState',
      { state: exampleShape(form) },
      shapes.map((shape, i) => ({ name: shapes.length === 1 ? 'start' : `start${i}`, shape }))
    ),
    inputShape: none,
    outputShape: () => right(exampleShape(form)),
    stepwise: 'alone',
    init: pipe(sequenceArray(shapes.map(shape => zeros(shape))), map(asParams)),
    forward: (params, input) => [forEveryExample(form, input, params), zerosLike(input)],
    backward: (_, dx, stateGradient) => [
      asParams(tensorsOf(stateGradient).map(ds => sumOverBatch(ds as Batched<Shape>))),
      dx
    ]
  })
  /* eslint-enable @typescript-eslint/consistent-type-assertions -- end of the block */
}

/**
 * Starts a recurrent layer from a state of zeros.
 *
 *     forward    y = f(p, [x, 0])
 *     backward   [dp, [dx, ds]] = f*(p, dy)      without ds
 *
 * @param recurrent layer on a pair of an input and a state, such as `overTime(gruCell(8))`
 * @param form the form of the state, such as `units(8)`
 * @example pipe(fromZeros(overTime(gruCell(8)), units(8)), andThen(first()))
 */
export const fromZeros = <P extends Params, A extends Value, B extends Value, S extends Value>(
  recurrent: Layer<P, readonly [A, S], B>,
  form: S
): Layer<readonly [...P], A, B> => pipe(fork(identity<A>(), zeroState<A, S>(form)), andThen(recurrent))

/**
 * Starts a recurrent layer from a learned state, the same for every sequence.
 *
 *     forward    y = f(p, [x, s])
 *     backward   [dp, [dx, dS]] = f*(p, dy)      ds = Σ over the batch of dS
 *
 * @param recurrent layer on a pair of an input and a state, such as `overTime(gruCell(8))`
 * @param form the form of the state, such as `units(8)`
 * @example pipe(fromLearned(overTime(gruCell(8)), units(8)), andThen(first()))
 */
export const fromLearned = <P extends Params, A extends Value, B extends Value, S extends Value>(
  recurrent: Layer<P, readonly [A, S], B>,
  form: S
): Layer<readonly [...StateParams<S>, ...P], A, B> =>
  pipe(fork(identity<A>(), learnedState<A, S>(form)), andThen(recurrent))
