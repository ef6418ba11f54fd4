/** Products and convolutions in WebAssembly have the bits of the scalar kernels, also where scratch memory is small or absent. */
import fc from 'fast-check'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { scalarEager, scalarJavascript } from '../../laws/interpreter/scalarKernels.js'
import { none } from '../../laws/algebra/Application.js'
import { either } from '../../laws/interpreter/either.js'
import { eager } from '../../src/algebra/eager.js'
import { type Interpreter } from '../../src/algebra/Interpreter.js'
import { convolutions, type Convolved, type Convolving } from '../../src/algebra/kernel/convolving.js'
import { matmulBy, type Product, scalarProduct } from '../../src/algebra/kernel/product.js'
import { type KernelWindow } from '../../src/algebra/kernel/Window.js'
import { convolvingWithin } from '../../src/algebra/kernel/wasm/convolving.js'
import { scratchLimit } from '../../src/algebra/kernel/wasm/scratch.js'
import { multiplyWithin } from '../../src/algebra/kernel/wasm/multiply.js'
import { javascriptOnly } from '../../src/engine/javascript.js'
import { elementCount, type Shape } from '../../src/tensor/Shape.js'
import { type AnyTensor, eqTensor, fresh, type Strided, stridesOf, view } from '../../src/tensor/Tensor.js'

/** Arrays with no, few and many special numbers. Operands are views of them, because drawing every number takes too long. */
const special = [0, -0, NaN, Infinity, -Infinity, 5e-324, -1e-310, 1e308, -1e308]
const fraction = (x: number): number => x - Math.floor(x)
const pool = (share: number): Float64Array =>
  Float64Array.from({ length: 40_000 }, (_, i) =>
    fraction(1e4 * Math.cos(7 * i)) < share
      ? (special[i % special.length] ?? 0)
      : 4 * fraction(1e4 * Math.sin(i + 1)) - 2
  )
const pools = [pool(0), pool(0.01), pool(0.5)] as const
const place = fc.tuple(fc.constantFrom(...pools), fc.nat(1000))

/** Sizes on both sides of the edges of tiles. */
const size = fc.oneof({ weight: 4, arbitrary: fc.integer({ min: 1, max: 18 }) }, fc.integer({ min: 1, max: 70 }))

/** A matrix in row-major order, transposed, part of a larger one, or repeated along one axis or both. */
const matrix = (rows: number, columns: number): fc.Arbitrary<Strided> =>
  fc
    .tuple(
      place,
      fc.constantFrom<Shape>([columns, 1], [1, rows], [columns + 3, 1], [2, 2 * rows + 1], [0, 1], [1, 0], [0, 0])
    )
    .map(([[pool, offset], strides]) => view([rows, columns], pool, strides, offset))

const factors = fc
  .tuple(size, size, size)
  .chain(([rows, inner, columns]) => fc.tuple(matrix(rows, inner), matrix(inner, columns)))

/** Limits of scratch memory: the real one, and small ones, for which operands are cut or refused. */
const limit = fc.constantFrom(scratchLimit, 250, 1000, 4000)

const expectSame = (found: AnyTensor | undefined, expected: AnyTensor | undefined): void => {
  if (found !== undefined && expected !== undefined && eqTensor.equals(found, expected)) return
  throw new Error(`expected ${String(expected)}, found ${String(found)}`)
}

/** Applies an operation of an interpreter on the JavaScript engine. */
const compiled = (f: (x: AnyTensor, y: AnyTensor) => AnyTensor, ...given: readonly AnyTensor[]) =>
  javascriptOnly.compile((...[x = none, y = none]) => [f(x, y)])(...given)[0]

/** Computes twice from the same numbers; `to` lies between other numbers, as in the arena. */
const between = (
  pool: Float64Array,
  size: number,
  compute: (to: Float64Array, offset: number) => void
): Float64Array => {
  const numbers = pool.slice(0, size + 5)
  compute(numbers, 3)
  return numbers
}

const productShape = (a: AnyTensor, b: AnyTensor): Shape => [a.shape[0] ?? 1, b.shape[1] ?? 1]

const sums = (product: Product, start: number | undefined, a: Strided, b: Strided): AnyTensor => {
  const shape = productShape(a, b)
  return fresh(
    [elementCount(shape) + 5],
    between(pools[0], elementCount(shape), (to, offset) => product(view(shape, to, undefined, offset), a, b, start))
  )
}

/** The kernel in WebAssembly, or the scalar one if it refuses. Counts the refusals. */
const within = (limit: number) => {
  const count = { refused: 0 }
  const product: Product = (to, a, b, start) => {
    if (multiplyWithin(limit)(to, a, b, start)) return
    count.refused++
    scalarProduct(to, a, b, start)
  }
  return { product, count }
}

/** A product whose sums run from the last k to the first. */
const backwards: Product = (to, a, b, start) => {
  const turned = (x: Strided, axis: number): Strided => {
    const [rows = 0, columns = 0] = x.shape
    const [row = 0, column = 0] = stridesOf(x)
    const numbers = Float64Array.from({ length: rows * columns }, (_, at) => {
      const [i, j] = [Math.floor(at / columns), at % columns]
      const [k, l] = axis === 0 ? [rows - 1 - i, j] : [i, columns - 1 - j]
      return x.numbers[x.offset + k * row + l * column] ?? NaN
    })
    return fresh(x.shape, numbers)
  }
  scalarProduct(to, turned(a, 1), turned(b, 0), start)
}

const productsAgree = (productWithin: (limit: number) => Product, numRuns: number): void =>
  fc.assert(
    fc.property(factors, limit, fc.constantFrom(undefined, 0, -0), ([a, b], limit, start) => {
      expectSame(sums(productWithin(limit), start, a, b), sums(scalarProduct, start, a, b))
    }),
    { numRuns }
  )

describe('matrix products', () => {
  test('WebAssembly computes the bits of the scalar kernel, in one part and in many', () => {
    let refused = 0
    productsAgree(limit => {
      const { product, count } = within(limit)
      return (...given) => {
        product(...given)
        refused += count.refused
      }
    }, 5000)
    expect(refused).toBeLessThan(500)
  })

  test('another order of summation is noticed', () => {
    expect(() => productsAgree(() => backwards, 100)).toThrow()
  })

  test('eager and javascript give the bits of the scalar interpreter', () => {
    fc.assert(
      fc.property(factors, ([a, b]) => {
        const shape = productShape(a, b)
        const expected = scalarEager.matmul(shape, a, b)
        expectSame(eager.matmul(shape, a, b), expected)
        const transposed = (x: AnyTensor) => eager.permute(x.shape.toReversed(), x, [1, 0])
        const run = (x: AnyTensor, y: AnyTensor) =>
          either.matmul(shape, either.permute(a.shape, x, [1, 0]), either.permute(b.shape, y, [1, 0]))
        expectSame(compiled(run, transposed(a), transposed(b)), expected)
      }),
      { numRuns: 2000 }
    )
  })
})

interface Scene {
  readonly x: AnyTensor
  readonly w: AnyTensor
  readonly y: AnyTensor
  readonly window: KernelWindow
}

/** Images, kernels and outputs of a convolution that fit together. */
const scene: fc.Arbitrary<Scene> = fc
  .record({
    batch: fc.integer({ min: 1, max: 4 }),
    channels: fc.integer({ min: 1, max: 3 }),
    outputs: fc.integer({ min: 1, max: 9 }),
    size: fc.tuple(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: 5 })),
    stride: fc.tuple(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 3 })),
    padding: fc.tuple(fc.nat(2), fc.nat(2)),
    dilation: fc.integer({ min: 1, max: 2 }),
    more: fc.tuple(fc.nat(9), fc.nat(9)),
    places: fc.tuple(place, place, place)
  })
  .map(({ batch, channels, outputs, size, stride, padding, dilation, more, places }) => {
    const extent = (axis: 0 | 1): number => (size[axis] - 1) * dilation + 1
    const [height, width] = [extent(0) + more[0], extent(1) + more[1]]
    const steps = (axis: 0 | 1): number => Math.floor((more[axis] + 2 * padding[axis]) / stride[axis]) + 1
    const at = (i: 0 | 1 | 2, shape: Shape): AnyTensor => view(shape, places[i][0], undefined, places[i][1])
    return {
      x: at(0, [batch, channels, height, width]),
      w: at(1, [outputs, channels, ...size]),
      y: at(2, [batch, outputs, steps(0), steps(1)]),
      window: { size, stride, padding, dilation }
    }
  })

type Convolutions = Pick<Interpreter, 'convolution' | 'convolutionInputGradient' | 'convolutionKernelGradient'>

const three = (kernels: Convolutions, { x, w, y, window }: Scene): readonly AnyTensor[] => [
  kernels.convolution(y.shape, x, w, window),
  kernels.convolutionInputGradient(x.shape, y, w, window),
  kernels.convolutionKernelGradient(w.shape, y, x, window)
]

/** The kernels in WebAssembly with the first of some limits that is large enough. Every limit below it must leave zeros. */
const firstOf = (limits: readonly number[]): Convolving<void> => {
  const first =
    (which: keyof Convolving<void>) =>
    (convolved: Convolved): void => {
      const fits = (limit: number): boolean => convolvingWithin(limit)[which](convolved)
      if (!limits.some(fits)) throw new Error('no limit is large enough')
    }
  return { output: first('output'), inputGradient: first('inputGradient'), kernelGradient: first('kernelGradient') }
}

/** Rising limits, the first of which refuse every example, and the next of which hold few. */
const rising = Array.from({ length: 60 }, (_, i) => Math.floor(100 * 1.1 ** i))

describe('convolutions', () => {
  test('eager and javascript give the bits of the scalar interpreter, with scratch memory for all or few examples', () => {
    fc.assert(
      fc.property(scene, fc.constantFrom([scratchLimit], rising), (scene, limits) => {
        const expected = three(scalarEager, scene)
        three(convolutions(firstOf(limits)), scene).forEach((y, i) => expectSame(y, expected[i]))
        three(eager, scene).forEach((y, i) => expectSame(y, expected[i]))
        const { x, w, y, window } = scene
        const found = javascriptOnly.compile((...[x = none, w = none, y = none]) => three(either, { x, w, y, window }))(
          x,
          w,
          y
        )
        found.forEach((y, i) => expectSame(y, expected[i]))
      }),
      { numRuns: 1000 }
    )
  })

  test('an example that does not fit is refused, and nothing is written', () => {
    const x = view([1, 1, 8, 8], new Float64Array(64).fill(1), undefined, 0)
    const w = view([1, 1, 3, 3], new Float64Array(9).fill(1), undefined, 0)
    const y = view([1, 1, 6, 6], new Float64Array(36), undefined, 0)
    expect(convolvingWithin(500).output({ x, w, y, window: { size: 3, stride: 1, padding: 0 } })).toBe(false)
    expect([...y.numbers]).toEqual(Array(36).fill(0))
  })
})

test('the engine with scalar kernels has the bits of the others', () => {
  const x = view([20, 30], pools[1], undefined, 0)
  const y = view([30, 40], pools[1], undefined, 700)
  const found = scalarJavascript.compile((...[x = none, y = none]) => [either.matmul([20, 40], x, y)])(x, y)
  expectSame(found[0], scalarEager.matmul([20, 40], x, y))
})

describe('without WebAssembly', () => {
  afterEach(() => {
    vi.unstubAllGlobals()
    vi.resetModules()
  })

  const a = view([20, 30], pools[1], undefined, 0)
  const b = view([30, 40], pools[1], undefined, 700)

  /** The kernels, loaded anew with another global WebAssembly. */
  const loaded = async (webAssembly: unknown) => {
    vi.stubGlobal('WebAssembly', webAssembly)
    vi.resetModules()
    return {
      ...(await import('../../src/algebra/kernel/wasm/multiply.js')),
      ...(await import('../../src/algebra/kernel/product.js'))
    }
  }

  const forbidden = function () {
    throw new Error('Refused to compile or instantiate WebAssembly module')
  }
  const grow = () => {
    throw new RangeError('WebAssembly.Memory.grow(): Maximum memory size exceeded')
  }

  test.each<[string, unknown]>([
    ['is not there', undefined],
    ['is forbidden', { Module: vi.fn(forbidden) }],
    [
      'has no memory left',
      {
        Module: vi.fn(),
        Instance: vi.fn(function () {
          return { exports: { memory: { grow } } }
        })
      }
    ]
  ])('WebAssembly %s: the scalar kernel takes over', async (_, webAssembly) => {
    const { multiplyInWasm, product } = await loaded(webAssembly)
    const numbers = new Float64Array(800)
    expect(multiplyInWasm(view([20, 40], numbers, undefined, 0), a, b, -0)).toBe(false)
    product(view([20, 40], numbers, undefined, 0), a, b, -0)
    expectSame(fresh([20, 40], numbers), matmulBy(scalarProduct)([20, 40], a, b))
  })
})
