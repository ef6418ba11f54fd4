/** Element-wise operations equal the functions of `Math`, the sign of zero included. */
import { expm1Of, expOf } from '../../src/number/exp.js'
import { log1pOf, logOf } from '../../src/number/log.js'
import { tanhOf } from '../../src/number/tanh.js'
import { cosOf, sinOf } from '../../src/number/trigonometric.js'
import * as fc from 'fast-check'
import { type Interpreter } from '../../src/algebra/Interpreter.js'
import { type AnyTensor, fromArray, toArray } from '../../src/tensor/Tensor.js'
import { kindsOf } from '../generator/numbers.js'
import { shape, tensor } from '../generator/value.js'
import { fails, type Finding, holds, type Law } from '../law/Law.js'
import { lawOver } from '../law/lawOver.js'
import { numbersOf, showTensor } from '../value/Numbers.js'

interface Pair {
  readonly x: AnyTensor
  readonly y: AnyTensor
}

const negated = (x: AnyTensor): AnyTensor =>
  fromArray(
    x.shape,
    toArray(x).map(number => -number)
  )

/** Two tensors of one shape. The second is sometimes the first, or its negative, so that −0 is paired with −0 and with 0. */
const pairs = lawOver<Pair>({
  arbitrary: shape().chain(shape =>
    fc.oneof(
      { weight: 3, arbitrary: fc.record({ x: tensor(shape), y: tensor(shape) }) },
      { weight: 1, arbitrary: tensor(shape).map(x => ({ x, y: negated(x) })) },
      { weight: 1, arbitrary: tensor(shape).map(x => ({ x, y: x })) }
    )
  ),
  exhibits: ({ x, y }) => [
    ['x', showTensor(x)],
    ['y', showTensor(y)]
  ],
  reached: ({ x, y }) => [...kindsOf(numbersOf(x)), ...meetings(toArray(x), toArray(y))]
})

const zeros = [0, -0] as const
const meeting = (x: number, y: number): string => `${show(x)} with ${show(y)}`
const show = (zero: number): string => (Object.is(zero, -0) ? '−0' : '0')

/** The pairs of signed zeros at the same index of both. */
const meetings = (xs: readonly number[], ys: readonly number[]): readonly string[] =>
  zeros.flatMap(x =>
    zeros.flatMap(y => (xs.some((number, i) => Object.is(number, x) && Object.is(ys[i], y)) ? [meeting(x, y)] : []))
  )

const compared = ({ x, y }: Pair, found: AnyTensor, f: (x: number, y: number) => number): Finding => {
  const ys = toArray(y)
  const expected = toArray(x).map((number, i) => f(number, ys[i] ?? NaN))
  const results = toArray(found)
  const i = expected.findIndex((number, i) => !Object.is(number, results[i]))
  return i === -1
    ? holds(expected.length)
    : fails(`for ${toArray(x)[i]} and ${ys[i]}: expected ${expected[i]}, found ${results[i]}`)
}

const law = (name: string, check: (drawn: Pair) => Finding, mustReach: readonly string[] = []): Law =>
  pairs(`algebra: ${name} of numbers`, 'each element is the function of the operands’ elements', check, [
    'negative',
    'zero',
    'negative zero',
    ...mustReach
  ])

const ofOne = (name: string, operation: Interpreter['exp'], f: (x: number) => number): Law =>
  law(name, pair => compared(pair, operation(pair.x.shape, pair.x), f))

const ofTwo = (name: string, operation: Interpreter['add'], f: (x: number, y: number) => number): Law =>
  law(
    name,
    pair => compared(pair, operation(pair.x.shape, pair.x, pair.y), f),
    zeros.flatMap(x => zeros.map(y => meeting(x, y)))
  )

export const elementwise = (interpreter: Interpreter): readonly Law[] => [
  ofOne('exp', interpreter.exp, expOf),
  ofOne('expm1', interpreter.expm1, expm1Of),
  ofOne('log', interpreter.log, logOf),
  ofOne('log1p', interpreter.log1p, log1pOf),
  ofOne('sqrt', interpreter.sqrt, Math.sqrt),
  ofOne('abs', interpreter.abs, Math.abs),
  ofOne('sign', interpreter.sign, Math.sign),
  ofOne('sin', interpreter.sin, sinOf),
  ofOne('cos', interpreter.cos, cosOf),
  ofOne('tanh', interpreter.tanh, tanhOf),
  ofTwo('add', interpreter.add, (x, y) => x + y),
  ofTwo('subtract', interpreter.subtract, (x, y) => x - y),
  ofTwo('multiply', interpreter.multiply, (x, y) => x * y),
  ofTwo('divide', interpreter.divide, (x, y) => x / y),
  ofTwo('maximum', interpreter.maximum, Math.max),
  ofTwo('minimum', interpreter.minimum, Math.min),
  law('where', pair => compared(pair, interpreter.where(pair.x.shape, pair.x, pair.y, -1), (x, y) => (x > 0 ? y : -1)))
]
