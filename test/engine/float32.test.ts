/** The functions of the engine wasm in float32, against float64 on numbers of every magnitude. */
import { Algebra, fromArray, toArray, wasmEngine } from 'pullback'
import { expect, test } from 'vitest'

/** Float32 numbers: every 4,099th bit pattern, neighbours of 0 and ±1, and special values. */
const samples = new Float32Array(Uint32Array.from({ length: Math.floor(2 ** 32 / 4099) }, (_, i) => i * 4099).buffer)
const special = [
  0,
  -0,
  1,
  -1,
  Infinity,
  -Infinity,
  NaN,
  2 ** -149,
  -(2 ** -149),
  2 ** -126,
  88.72283,
  89,
  -103.97,
  -104,
  -105
]
const near = Array.from({ length: 40_000 }, (_, i) => (i - 20_000) / 5_000)
const numbers = Float32Array.from([...special, ...near, ...samples])

/** The distance of neighbouring float32 numbers at x. */
const unit = (x: number): number => 2 ** Math.max(-149, Math.floor(Math.log2(Math.abs(x))) - 23)

const engine = wasmEngine({ precision: 'float32' })

test.each([
  ['exp', 1, Algebra.exp],
  ['expm1', 1.5, Algebra.expm1],
  ['log', 1, Algebra.log],
  ['log1p', 1.5, Algebra.log1p],
  ['tanh', 2.5, Algebra.tanh],
  ['erf', 1.5, Algebra.erf],
  ['sin', 0, Algebra.sin],
  ['cos', 0, Algebra.cos]
])('%s is right to %d units in the last place', (_, bound, f) => {
  const x = fromArray([numbers.length], numbers)
  const [found = x] = engine.compile((y = x) => [f(Algebra.reshape<readonly [number]>([numbers.length], y))])(x)
  const expected = toArray(f(x))
  const worst = toArray(found).reduce((most, y, i) => {
    const right = expected[i] ?? NaN
    // Zeros, infinities and NaN are exact, with their signs.
    if (Object.is(y, Math.fround(right))) return most
    const error = Math.abs(y - right) / unit(right)
    return error > 0 && error < most ? most : error === 0 ? Infinity : error
  }, 0)
  expect(worst).toBeLessThanOrEqual(bound)
})
