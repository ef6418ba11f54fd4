import {
  f32,
  f32x4,
  i32,
  loopFrom,
  memory,
  set,
  type Statement,
  v128
} from '../../../algebra/kernel/wasm/instructions.js'
import { procedure, run } from '../../../algebra/kernel/wasm/module.js'
import { elementCount, type Shape } from '../../../tensor/Shape.js'
import { type Arithmetic } from './Arithmetic.js'
import { range, startsOf } from './direct.js'
import { equalFrame, withFrame } from './frame.js'
import { nest, type Pointer } from './nest.js'
import { type Scope } from './Scope.js'
import { addressOf, denseAt, type Strip } from './Strip.js'

/** Adds the products of one example to the sums, a vector for every element of the kernels: `(image, gradient, sums)`. */
const oneExample = (
  { bytes, lanes, vectors }: Arithmetic,
  [channels, height, width]: readonly [number, number, number],
  size: number,
  [outputs, rows, columns]: readonly [number, number, number]
) =>
  procedure(['i32', 'i32', 'i32'], (declare, image, gradient, sums) => {
    const together = range(outputs % 2 === 0 ? 2 : 1)
    const [corner, at, row, dy] = [declare('i32'), declare('i32'), declare('i32'), declare('i32')]
    const [pixels, factors] = [declare('v128'), together.map(() => declare('v128'))]
    const kernel = channels * size * size
    const totals = together.flatMap(o =>
      range(size).map(l => ({ o, l, local: declare('v128'), offset: (o * kernel + l) * 16 }))
    )
    const factorAt = (o: number, vector: number, first: number) => {
      const loaded = v128.load(dy, (o * rows * columns + first) * bytes)
      // The last vector of a row may begin with numbers of the one before.
      const isNew = Float32Array.from({ length: lanes }, (_, lane) => (first + lane < vector * lanes ? 0 : 1))
      return isNew.includes(0)
        ? v128.and(loaded, f32x4.greater(v128.const(isNew), v128.const(new Float32Array(4))))
        : loaded
    }
    const inRow = startsOf(columns, lanes).flatMap((first, vector): readonly Statement[] => [
      ...factors.map((factor, o) => set(factor, factorAt(o, vector, first))),
      ...range(size).flatMap(l => [
        set(pixels, v128.load(row, (first + l) * bytes)),
        ...totals.flatMap(({ o, l: column, local }) => {
          const factor = factors[o]
          return column === l && factor ? [set(local, vectors.add(local, vectors.multiply(factor, pixels)))] : []
        })
      ])
    ])
    const pointers = (...list: readonly (readonly [Pointer['at'], readonly number[]])[]): readonly Pointer[] =>
      list.map(([at, steps]) => ({ at, steps: steps.map(step => step * bytes) }))
    const ofKernels = nest(
      declare,
      [channels, size],
      pointers([corner, [height * width, width]], [at, [size * size * lanes, size * lanes]]),
      1,
      [
        set(row, corner),
        set(dy, gradient),
        ...totals.map(({ local, offset }) => set(local, v128.load(at, offset))),
        ...nest(declare, [rows], pointers([row, [width]], [dy, [columns]]), 1, inRow),
        ...totals.map(({ local, offset }) => v128.store(at, local, offset))
      ]
    )
    const each = pointers([gradient, [together.length * rows * columns]], [sums, [together.length * kernel * lanes]])
    return nest(declare, [outputs / together.length], each, 1, [set(corner, image), set(at, sums), ...ofKernels])
  })

/** The sums of the lanes of some vectors: `(vectors, result)`. */
const sumsOfLanes = (count: number) =>
  procedure(['i32', 'i32'], (declare, vectors, result) => {
    const vector = declare('v128')
    const pointers = [
      { at: vectors, steps: [16] },
      { at: result, steps: [4] }
    ]
    const [first, ...others] = range(4).map(lane => f32x4.lane(vector, lane))
    const sum = others.reduce((total, lane) => f32.add(total, lane), first ?? f32.const(0))
    return nest(declare, [count], pointers, 1, [set(vector, v128.load(vectors)), f32.store(result, sum)])
  })

/**
 * Writes a kernel gradient with stride 1 in float32 without the matrix of pixels: neighbouring elements of dy meet neighbouring
 * pixels. The lanes are parts of one sum, so its order is not that of the eager kernel.
 */
export const writeDirectGradient = (
  scope: Scope,
  w: Shape,
  { images, shape, padding }: { readonly images: Strip; readonly shape: Shape; readonly padding: number },
  { gradients, output }: { readonly gradients: Strip; readonly output: Shape },
  to: Strip
): void => {
  const { code, work } = scope
  const { arithmetic } = code
  const { bytes, lanes } = arithmetic
  const [examples = 0, outputs = 0, rows = 0, columns = 0] = output
  const [, channels = 0, size = 0] = w
  const frame = withFrame(scope, images, shape, equalFrame(padding), 0)
  const [, height, width] = frame.shape
  const count = elementCount(w)
  const sums = denseAt([count, lanes], work(count * lanes))
  const f = code.shared(
    `directGradient ${JSON.stringify([channels, height, width, size, outputs, rows, columns])}`,
    () => oneExample(arithmetic, [channels, height, width], size, [outputs, rows, columns])
  )
  const n = code.declare('i32')
  const at = (strip: Strip, each: number) => i32.add(addressOf(strip), i32.multiply(n, i32.const(each * bytes)))
  code.add(
    memory.fill(addressOf(sums), i32.const(0), i32.const(count * lanes * bytes)),
    ...loopFrom(n, i32.const(0), i32.const(examples), i32.const(1), [
      run(f, at(frame.strip, channels * height * width), at(gradients, outputs * rows * columns), addressOf(sums))
    ]),
    run(
      code.shared(`sumsOfLanes ${count}`, () => sumsOfLanes(count)),
      addressOf(sums),
      addressOf(to)
    )
  )
}
