/** Impure layers: they remember calls, change their arguments, or are random. */
import { eraseTypes } from '../../src/layer/eraseTypes.js'
import { type UntypedLayer } from '../../src/layer/AnyLayer.js'
import { describe } from '../../src/layer/Description.js'
import { type Data, layer, type Passes, withUnchangedShape } from '../../src/layer/Layer.js'
import { normal, seed as seedOf } from '../../src/tensor/Random.js'
import { type AnyTensor, filledTensor, fresh, rowMajorNumbers } from '../../src/tensor/Tensor.js'
import { type Params, tensorsOf, type Value } from '../../src/algebra/Value.js'
import { mapNumbers, numbersOf, withNumbers } from '../value/Numbers.js'
import { type Wrong, wrongLayer } from './Wrong.js'

/** y = w x for one number w, with replaceable passes. */
const scaling = <C extends Data>(passes: Passes<Params, Value, Value, C>, init = normal()([])): UntypedLayer =>
  eraseTypes(
    layer<Params, Value, Value, C>({
      description: describe('wrongScaling', {}, [{ name: 'scale', shape: [] }]),
      ...withUnchangedShape,
      init: seed => {
        const [scale, next] = init(seed)
        return [[scale], next]
      },
      ...passes
    })
  )

const numberOf = (params: Params): number => numbersOf(params)[0] ?? NaN

const scaled = (factor: number, value: Value): Value => mapNumbers(x => factor * x)(value)

const dot = (one: Value, other: Value): number => {
  const numbers = numbersOf(other)
  return numbersOf(one).reduce((sum, x, i) => sum + x * (numbers[i] ?? NaN), 0)
}

/** The right passes. */
const forward = (params: Params, input: Value): readonly [output: Value, cache: Value] => [
  scaled(numberOf(params), input),
  input
]
const backward = (params: Params, input: Value, dy: Value): readonly [Params, Value] => [
  [filledTensor([], dot(dy, input))],
  scaled(numberOf(params), dy)
]

/** Writes into a tensor, which no pure function does. */
const write = (value: Value, change: (x: number) => number): void => {
  for (const tensor of tensorsOf(value)) {
    const numbers = rowMajorNumbers(tensor)
    numbers[0] = change(numbers[0] ?? NaN)
  }
}

const wrongScaling = (name: string, cause: RegExp, make: () => UntypedLayer): Wrong =>
  wrongLayer(name, cause, () => [make()], { shapes: [[2], [3], [2, 2]] })

export const impure: readonly Wrong[] = [
  wrongScaling('output differs from call to call', /determin/, () => {
    let calls = 0
    return scaling({ forward: (p, x) => [scaled(numberOf(p) * (1 + 1e-9 * ++calls), x), x], backward })
  }),
  wrongScaling('gradient accumulates over calls', /adds up/, () => {
    let sum = 0
    return scaling({
      forward,
      backward: (p, x, dy) => [[filledTensor([], (sum += dot(dy, x)))], scaled(numberOf(p), dy)]
    })
  }),
  wrongScaling('gradient of the previous call', /remember|keeps|determin/, () => {
    let before: Value | undefined
    return scaling({
      forward,
      backward: (p, x, dy) => {
        const [dp, dx] = backward(p, x, dy)
        const given = before === undefined || numbersOf(before).length !== numbersOf(dx).length ? dx : before
        before = dx
        return [dp, withNumbers(dx)(numbersOf(given))]
      }
    })
  }),
  wrongScaling('input of the latest forward instead of the cache', /stale|another call/, () => {
    let last: Value = []
    return scaling({
      forward: (p, x) => {
        last = x
        return forward(p, x)
      },
      backward: (p, x, dy) => backward(p, numbersOf(last).length === numbersOf(x).length ? last : x, dy)
    })
  }),
  wrongScaling('parameters of the latest forward', /stale|another call/, () => {
    let last: Params = []
    return scaling({
      forward: (p, x) => {
        last = p
        return forward(p, x)
      },
      backward: (_, x, dy) => backward(last, x, dy)
    })
  }),
  wrongScaling('updates its own copy of the parameters', /another result/, () => {
    let kept: number | undefined
    return scaling({
      forward: (p, x) => [scaled((kept ??= numberOf(p)), x), x],
      backward: (p, x, dy) => {
        kept = (kept ?? 0) - 0.1 * dot(dy, x)
        return backward(p, x, dy)
      }
    })
  }),
  wrongScaling('updates the parameters in place', /mutated/, () =>
    scaling({
      forward,
      backward: (p, x, dy) => {
        const gradients = backward(p, x, dy)
        write(p, w => w - 0.1 * dot(dy, x))
        return gradients
      }
    })
  ),
  wrongScaling('changes the input in place', /mutated/, () =>
    scaling({
      forward: (p, x) => {
        const result = forward(p, withNumbers(x)(numbersOf(x)))
        write(x, u => u + 1)
        return result
      },
      backward
    })
  ),
  wrongScaling('changes the output gradient in place', /mutated/, () =>
    scaling({
      forward,
      backward: (p, x, dy) => {
        const gradients = backward(p, x, withNumbers(dy)(numbersOf(dy)))
        write(dy, u => u + 1)
        return gradients
      }
    })
  ),
  wrongScaling('changes the cache in place', /cache/, () =>
    scaling({
      forward: (p, x) => [scaled(numberOf(p), x), withNumbers(x)(numbersOf(x))],
      backward: (p, x, dy) => {
        const gradients = backward(p, withNumbers(x)(numbersOf(x)), dy)
        write(x, u => u + 1)
        return gradients
      }
    })
  ),
  wrongScaling('returns every output in the same array', /overwrit|mutated|changed/, () => {
    const room = new Float64Array(64)
    return scaling({
      forward: (p, x) => {
        const output = scaled(numberOf(p), x)
        const reused = tensorsOf(output).map((tensor: AnyTensor) => {
          const numbers = room.subarray(0, rowMajorNumbers(tensor).length)
          numbers.set(rowMajorNumbers(tensor))
          return fresh(tensor.shape, numbers)
        })
        return [reused[0] ?? output, x]
      },
      backward
    })
  }),
  wrongScaling('different initial parameters for the same seed', /two results|determin/, () => {
    let calls = 0
    return scaling({ forward, backward }, seed => [normal()([])(seedOf(++calls))[0], seed])
  })
]
