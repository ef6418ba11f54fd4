/** Layers that violate the interface: they return nothing, throw, return other shapes, or mix the examples of a batch. */
import { left, right } from 'fp-ts/lib/Either.js'
import { none } from 'fp-ts/lib/Option.js'
import { of } from 'fp-ts/lib/State.js'
import { eraseTypes } from '../../src/layer/eraseTypes.js'
import { type UntypedLayer } from '../../src/layer/AnyLayer.js'
import { describe } from '../../src/layer/Description.js'
import { type Definition, layer, withUnchangedShape } from '../../src/layer/Layer.js'
import { multiply, reshape, scale } from '../../src/algebra/Algebra.js'
import { shapeError, type Shape, type Shapes, tensorShape } from '../../src/tensor/Shape.js'
import { type Batched, filledTensor, fromArray, toArray } from '../../src/tensor/Tensor.js'
import { type Params } from '../../src/algebra/Value.js'
import { at, onNumbers, range, sumOf } from './onNumbers.js'
import { type Wrong, wrongLayer } from './Wrong.js'

type Batch = Batched<Shape>

/** The identity layer, with some members broken. */
const strange = (broken: Partial<Definition<Params, Batch, Batch, undefined>>): UntypedLayer =>
  eraseTypes(
    layer<Params, Batch, Batch, undefined>({
      description: describe('broken'),
      ...withUnchangedShape,
      init: of([]),
      forward: (_, input) => [input, undefined],
      backward: (_, __, gradient) => [[], gradient],
      ...broken
    })
  )

/** The batch with one more example. */
const longer = (x: Batch): Batch => {
  const [size, ...example] = x.shape
  const numbers = toArray(x)
  return fromArray<readonly [number, ...Shape]>(
    [size + 1, ...example],
    [...numbers, ...numbers.slice(0, numbers.length / size)]
  )
}

/** Undefined, under any type. */
const absent = <A>(empty: readonly A[]): A => {
  // eslint-disable-next-line @typescript-eslint/no-non-null-assertion -- the mistake
  return empty[0]!
}

const noBatch: readonly Batch[] = []
const noPair: readonly (readonly [Batch, undefined])[] = []

const refuse = (): never => {
  throw new Error('no')
}

const shapes: readonly Shapes[] = [[1], [3], [2, 2]]

const broken = (name: string, cause: RegExp, make: () => UntypedLayer): Wrong =>
  wrongLayer(name, cause, () => [make()], { shapes })

/** x minus the mean of the batch, with the right gradient: the output of an example depends on the others. */
const centred = onNumbers({
  name: 'centred',
  input: [2],
  output: [2],
  forward: ({ n, x: [x = []] }) => x.map((u, k) => u - sumOf(n, b => at(x, 2 * b + (k % 2))) / n),
  backward: ({ n, dy }) => ({ dx: [dy.map((d, k) => d - sumOf(n, b => at(dy, 2 * b + (k % 2))) / n)] })
})

/** softplus, right wherever it is finite. */
const overflowing = onNumbers({
  name: 'overflowing',
  input: [2],
  output: [2],
  forward: ({ x: [x = []] }) => x.map(u => Math.log1p(Math.exp(u))),
  backward: ({ x: [x], dy }) => ({ dx: [dy.map((d, k) => d / (1 + Math.exp(-at(x, k))))] })
})

export const brokenLayers: readonly Wrong[] = [
  broken('forward returns an undefined output', /undefined/, () =>
    strange({ forward: () => [absent(noBatch), undefined] })
  ),
  broken('forward returns undefined', /undefined/, () => strange({ forward: () => absent(noPair) })),
  broken('backward returns an undefined input gradient', /undefined/, () =>
    strange({ backward: () => [[], absent(noBatch)] })
  ),
  broken('forward throws', /no/, () => strange({ forward: refuse })),
  broken('backward throws', /no/, () => strange({ backward: refuse })),
  broken('backward throws at a batch of one', /no/, () =>
    strange({ backward: (_, __, dy) => (dy.shape[0] === 1 ? refuse() : [[], dy]) })
  ),
  broken('init throws', /no/, () => strange({ init: refuse })),
  broken('returns an output of the wrong shape', /found \[/, () =>
    strange({ forward: (_, x) => [longer(x), undefined] })
  ),
  broken('returns a gradient of the wrong shape', /found \[/, () =>
    strange({ backward: (_, __, dy) => [[], longer(dy)] })
  ),
  broken('states a wrong output shape', /shape|found \[/, () => strange({ outputShape: () => right([7]) })),
  broken('rejects every shape', /rejects/, () => strange({ outputShape: () => left(shapeError('takes nothing')) })),
  broken('lists a parameter that it does not have', /lists 1 parameters/, () =>
    strange({ description: describe('broken', {}, [{ name: 'weight', shape: [2] }]) })
  ),
  broken('returns a gradient of a parameter that it does not have', /shape|list|found \[/, () =>
    strange({ backward: (_, __, dy) => [[filledTensor([2], 0)], dy] })
  ),
  broken(
    'a training form without noise whose output has a different gradient',
    /passed on unchanged|0.5 times .* only for broken.training/,
    () =>
      strange({
        training: {
          noiseCount: 0,
          noise: () => of([]),
          forward: () => (_, x) => [scale(2, x), undefined],
          calibrate: none
        }
      })
  ),
  broken('a training form with noise whose output has a different gradient', /./, () =>
    strange({
      training: {
        noiseCount: 1,
        noise: (shapes, batchSize) => of([filledTensor([batchSize, ...(tensorShape(shapes) ?? [])], 3)]),
        forward:
          ([noise]) =>
          (_, x) => [noise === undefined ? x : multiply(x, reshape(x.shape, noise)), undefined],
        calibrate: none
      }
    })
  ),
  wrongLayer('mixes the examples of a batch', /batch/, () => [centred]),
  wrongLayer('overflows at large inputs', /overflow/, () => [overflowing]),
  wrongLayer('output NaN', /not a number|NaN/, () => [
    onNumbers({
      name: 'notANumber',
      input: [2],
      output: [2],
      forward: ({ n }) => range(2 * n).map(() => NaN),
      backward: ({ dy }) => ({ dx: [dy] })
    })
  ])
]
