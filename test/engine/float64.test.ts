/** The functions of the engine wasm in float64 against those of src/number, bit for bit. */
import { Algebra, fromArray, toArray, wasmEngine } from 'pullback'
import { afterEach, describe, expect, test, vi } from 'vitest'
import * as tables from '../../src/number/tables.js'
import { xorshift } from '../number/xorshift.js'

declare const WebAssembly: {
  readonly Module: (new (bytes: unknown) => object) & {
    readonly imports: (module: object) => readonly { readonly name: string }[]
  }
  readonly Instance: unknown
}

const engine = wasmEngine({ precision: 'float64' })

/** Numbers where a formula changes or a result leaves the range, and special values. */
const breakpoints = [
  0, 2 ** -1074, 2 ** -1022, 2 ** -54, 2 ** -53, 2 ** -28, Math.SQRT1_2 - 1, Math.SQRT2 - 1, 0.5, 0.51986, Math.SQRT1_2, 1, Math.SQRT2, 2, 6,
  19.06, 20, 36.7, 40, 708, 709.782712893384, 710, 711, 745.1332191019412, 746, 747, 2 ** 53, Number.MAX_VALUE, Infinity
] // prettier-ignore

const near = (x: number): readonly number[] =>
  [-3, -2, -1, 0, 1, 2, 3].flatMap(k => [x * (1 + k * 2 ** -52), x * (1 + k * 2 ** -30)])

const samples = (): Float64Array => {
  const random = xorshift()
  const sign = () => (random() < 0.5 ? -1 : 1)
  const sized = (low: number, high: number) => sign() * 2 ** (low + (high - low) * random())
  const many = (draw: () => number) => Array.from({ length: 25_000 }, draw)
  const special = breakpoints.flatMap(x => [...near(x), ...near(-x)])
  const multiples = many(() => Math.round((random() - 0.5) * 4000) * (Math.LN2 / 4) * (1 + sized(-53, -15)))
  const drawn = [
    () => sized(-1074, 1024),
    () => sized(-60, 10),
    () => (random() - 0.5) * 16,
    () => 1 + sized(-53, 0)
  ].flatMap(many)
  return Float64Array.from([NaN, ...special, ...multiples, ...drawn])
}

const numbers = samples()
const x = fromArray<readonly [number]>([numbers.length], numbers)

const functions = {
  exp: { f: Algebra.exp, coefficients: tables.expCoefficients },
  expm1: { f: Algebra.expm1, coefficients: tables.expCoefficients },
  log: { f: Algebra.log, coefficients: tables.logCoefficients },
  log1p: { f: Algebra.log1p, coefficients: tables.logCoefficients },
  tanh: { f: Algebra.tanh, coefficients: tables.tanhCoefficients },
  erf: { f: Algebra.erf, coefficients: tables.erfCentre },
  sin: { f: Algebra.sin, coefficients: tables.sinCoefficients },
  cos: { f: Algebra.cos, coefficients: tables.cosCoefficients }
}

describe.each(Object.entries(functions))('%s', (_, { f, coefficients }) => {
  const compiled = () => toArray(engine.compile((y = x) => [f(Algebra.reshape(x.shape, y))])(x)[0] ?? x)
  const differing = (found: readonly number[]) => {
    const expected = toArray(f(x))
    return Array.from(numbers).filter((_, i) => !Object.is(found[i], expected[i]))
  }

  test('has the bits of eager', () => {
    expect(numbers.length).toBeGreaterThan(100_000)
    expect(differing(compiled())).toEqual([])
  })

  test('a coefficient that differs by one unit in the last place is noticed', () => {
    const found = compiled()
    const sizes = coefficients.map(Math.abs)
    const largest = sizes.indexOf(Math.max(...sizes))
    const right = coefficients[largest] ?? NaN
    coefficients[largest] = right * (1 + 2 ** -52)
    try {
      expect(differing(found)).not.toEqual([])
    } finally {
      coefficients[largest] = right
    }
  })
})

describe('the module', () => {
  afterEach(() => {
    vi.unstubAllGlobals()
  })

  test.each([
    ['nothing', functions.tanh.f, []],
    ['sin', functions.sin.f, ['sin']]
  ])('imports %s', (_, f, expected) => {
    const { Module, Instance } = WebAssembly
    const names: string[] = []
    const Listening = function (bytes: unknown) {
      const module = new Module(bytes)
      names.push(...Module.imports(module).map(({ name }) => name))
      return module
    }
    vi.stubGlobal('WebAssembly', { Module: Listening, Instance })
    engine.compile((y = x) => [f(y)])(fromArray([2], [1, 2]))
    expect(names).toEqual(expected)
  })
})
