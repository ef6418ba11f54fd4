/**
 * A layer written on plain numbers, one list per tensor, so that backward is easy to get wrong.
 *
 *     forward    n examples, parameters p, inputs x   ->  y
 *     backward   the same, y and its gradient dy      ->  dp and dx
 */
import { eraseTypes } from '../../src/layer/eraseTypes.js'
import { type UntypedLayer } from '../../src/layer/AnyLayer.js'
import { describe, type Description, type Parameter } from '../../src/layer/Description.js'
import { withFixedShapes, layer, withUnchangedShape } from '../../src/layer/Layer.js'
import { normal, type Random } from '../../src/tensor/Random.js'
import { type Shape } from '../../src/tensor/Shape.js'
import { fromArray, toArray } from '../../src/tensor/Tensor.js'
import { batchSizeOf, type Params, tensorsOf, type Value } from '../../src/algebra/Value.js'
import { withNumbers } from '../value/Numbers.js'

export type Numbers = readonly number[]

/** The arguments of forward. */
export interface Given {
  readonly n: number
  readonly p: readonly Numbers[]
  readonly x: readonly Numbers[]
}

/** The arguments of backward. */
export interface Known extends Given {
  readonly y: Numbers
  readonly dy: Numbers
}

export interface Gradients {
  readonly dp?: readonly Numbers[]
  readonly dx: readonly Numbers[]
}

export interface OnNumbers {
  readonly name: string
  readonly configuration?: Description['configuration']
  readonly parameters?: readonly Parameter[]
  /** The shape of one example: a tensor, or a pair. Default: any tensor, and the output has its shape. */
  readonly input?: Shape | readonly [Shape, Shape]
  readonly output?: Shape
  readonly forward: (given: Given) => Numbers
  readonly backward: (known: Known) => Gradients
}

/** Normally distributed parameters, drawn one after the other. */
const drawn =
  (parameters: readonly Parameter[]): Random<Params> =>
  seed =>
    parameters.reduce<[Params, typeof seed]>(
      ([all, seed], { shape }) => {
        const [one, next] = normal()(shape)(seed)
        return [[...all, one], next]
      },
      [[], seed]
    )

export const onNumbers = ({
  name,
  configuration = {},
  parameters = [],
  input,
  output,
  forward,
  backward
}: OnNumbers): UntypedLayer => {
  const description = describe(name, configuration, parameters)
  return eraseTypes(
    layer<Params, Value, Value, readonly [input: Value, output: Numbers]>({
      description,
      ...(input === undefined || output === undefined
        ? withUnchangedShape
        : withFixedShapes(description, input, output)),
      init: drawn(parameters),
      forward: (params, value) => {
        const n = batchSizeOf(value)
        const x = tensorsOf(value)
        const y = forward({ n, p: params.map(toArray), x: x.map(toArray) })
        return [fromArray(output === undefined ? (x[0]?.shape ?? []) : [n, ...output], y), [value, y]]
      },
      backward: (params, [value, y], outputGradient) => {
        const [n, p, x] = [batchSizeOf(value), params.map(toArray), tensorsOf(value).map(toArray)]
        const { dp = [], dx } = backward({ n, p, x, y, dy: tensorsOf(outputGradient).flatMap(toArray) })
        return [params.map(({ shape }, i) => fromArray(shape, dp[i] ?? [])), withNumbers(value)(dx.flat())]
      }
    })
  )
}

export const range = (size: number): Numbers => Array.from({ length: size }, (_, i) => i)

export const at = (row: Numbers | undefined, i: number): number => row?.[i] ?? NaN

export const sumOf = (size: number, term: (i: number) => number): number => {
  let sum = 0
  for (let i = 0; i < size; i++) sum += term(i)
  return sum
}

export const times = (factor: number) => (row: Numbers) => row.map(x => factor * x)
