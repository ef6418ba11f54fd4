/** The functions of the engine wasm in float32, against float64 on numbers of every magnitude. */
import { Algebra, fromArray, toArray } from 'pullback'
import { expect, test } from 'vitest'
import { wasmEngine } from '../../src/engine/wasm.js'

/** Float32 numbers: every 4,099th bit pattern, neighbours of 0 and ±1, and special values. */
const samples = new Float32Array(
  Uint32Array.from({ length: Math.floor(2 ** 32 / 4099) }, (_, i) => i * 4099).buffer
)
const special = [0, -0, 1, -1, Infinity, -Infinity, NaN, 2 ** -149, -(2 ** -149), 2 ** -126, 88.72283, 89, -103.97, -104, -105]
const near = Array.from({ length: 40_000 }, (_, i) => (i - 20_000) / 5_000)
const numbers = Float32Array.from([...special, ...near, ...samples])

/** The distance of neighbouring float32 numbers at x. */
const unit = (x: number): number => 2 ** Math.max(-149, Math.floor(Math.log2(Math.abs(x))) - 23)

const engine = wasmEngine({ precision: 'float32' })

test.each([
  ['exp', Algebra.exp, 1.5],
  ['expm1', Algebra.expm1, 1.5],
  ['log', Algebra.log, 1.5],
  ['log1p', Algebra.log1p, 2],
  ['tanh', Algebra.tanh, 3],
  ['erf', Algebra.erf, 2]
])('%s is right to %i units in the last place', (_, f, bound) => {
  const x = fromArray([numbers.length], numbers)
  const results = toArray(engine.compile((...[y = x]) => [f(y as typeof x)])(x)[0] ?? x)
  const expected = toArray(f(x))
  let worst = 0, at = 0
  results.forEach((y, i) => {
    const right = expected[i] ?? NaN
    if (Object.is(y, Math.fround(right)) || (y !== y && right !== right)) return
    const error = Math.abs(y - right) / unit(right)
    if (!(error <= worst)) { worst = error; at = numbers[i] ?? NaN }
  })
  console.log(_, worst, at)
  expect(worst).toBeLessThanOrEqual(bound)
})
