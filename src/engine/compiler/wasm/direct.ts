/**
 * Convolutions with stride 1 without the matrix of pixels: neighbouring outputs of a row read neighbouring pixels, so a vector of
 * pixels is loaded where it is. Every sum is computed in the order of the eager kernel.
 */
import {
  i32,
  type Expression,
  loopFrom,
  select,
  set,
  type Statement,
  v128
} from '../../../algebra/kernel/wasm/instructions.js'
import { type Declare, procedure, run } from '../../../algebra/kernel/wasm/module.js'
import { elementCount, type Shape } from '../../../tensor/Shape.js'
import { type Code } from './Code.js'
import { equalFrame, withFrame } from './frame.js'
import { nest } from './nest.js'
import { type Scope } from './Scope.js'
import { addressOf, type Strip } from './Strip.js'

export const range = (length: number): readonly number[] => Array.from({ length }, (_, i) => i)

/** Vectors of a tile, so that the sums of two output channels stay in registers. */
const tileVectors = 4

/** First columns of the vectors that cover a row. The last one may overlap the one before. */
export const startsOf = (columns: number, lanes: number): readonly number[] =>
  range(Math.ceil(columns / lanes)).map(vector => Math.min(vector * lanes, columns - lanes))

/** Whether a row of outputs fills a vector. */
export const isDirect = ({ arithmetic: { lanes } }: Code, output: Shape): boolean => (output[3] ?? 0) >= lanes

/** The outputs of one example: `(image, weights, outputs)`. The first and last `zeros` rows of the image are skipped. */
const oneExample = (
  { arithmetic }: Code,
  [channels, height, width]: readonly [number, number, number],
  size: number,
  [outputs, rows, columns]: readonly [number, number, number],
  zeros: number
) => {
  const { bytes, lanes, vectors, constant } = arithmetic
  const inner = channels * size * size
  const places = rows * columns
  const starts = startsOf(columns, lanes)
  const tiles = range(Math.ceil(starts.length / tileVectors)).map(tile =>
    starts.slice(tile * tileVectors, (tile + 1) * tileVectors)
  )
  const loadAt = (at: Expression<'i32'>, elements: number): Expression<'v128'> => v128.load(at, elements * bytes)
  return procedure(['i32', 'i32', 'i32'], (declare: Declare, image, weights, result) => {
    const [row, to, plane, kernel] = [declare('i32'), declare('i32'), declare('i32'), declare('i32')]
    const [pixel, weight] = [declare('i32'), declare('i32')]
    const [number, k, from, until] = [declare('i32'), declare('i32'), declare('i32'), declare('i32')]
    const [pixels, factors] = [declare('v128'), range(2).map(() => declare('v128'))]
    const sums = range(2).map(() => range(tileVectors).map(() => declare('v128')))
    const inBytes = (steps: Shape): Shape => steps.map(step => step * bytes)
    /** The products of one row of the kernels. */
    const products = (together: number, firsts: readonly number[]): readonly Statement[] =>
      range(size).flatMap(l => [
        ...factors
          .slice(0, together)
          .map((factor, o) => set(factor, vectors.loadSplat(weight, (o * inner + l) * bytes))),
        ...firsts.flatMap((first, v) => [
          set(pixels, loadAt(pixel, first + l)),
          ...sums.slice(0, together).flatMap((those, o) => {
            const [sum, factor] = [those[v], factors[o]]
            return sum && factor ? [set(sum, vectors.add(sum, vectors.multiply(factor, pixels)))] : []
          })
        ])
      ])
    /** The rows of the kernels that meet rows of the image: `from` to `until` − 1. */
    const within = [
      set(from, i32.subtract(i32.const(zeros), number)),
      set(from, select(i32.less(from, i32.const(0)), i32.const(0), from)),
      set(until, i32.subtract(i32.const(height - zeros), number)),
      set(until, select(i32.less(until, i32.const(size)), until, i32.const(size)))
    ]
    const tile = (together: number, firsts: readonly number[]): readonly Statement[] => [
      ...sums.slice(0, together).flatMap(those => firsts.map((_, v) => set(those[v] ?? pixels, constant(0)))),
      set(plane, row),
      set(kernel, weights),
      ...nest(
        declare,
        [channels],
        [
          { at: plane, steps: inBytes([height * width]) },
          { at: kernel, steps: inBytes([size * size]) }
        ],
        1,
        [
          set(pixel, i32.add(plane, i32.multiply(from, i32.const(width * bytes)))),
          set(weight, i32.add(kernel, i32.multiply(from, i32.const(size * bytes)))),
          ...loopFrom(k, from, until, i32.const(1), [
            ...products(together, firsts),
            set(pixel, i32.add(pixel, i32.const(width * bytes))),
            set(weight, i32.add(weight, i32.const(size * bytes)))
          ])
        ]
      ),
      ...sums
        .slice(0, together)
        .flatMap((those, o) =>
          firsts.map((first, v) => v128.store(to, those[v] ?? pixels, (o * places + first) * bytes))
        )
    ]
    const channelsOf = (count: number, together: number): readonly Statement[] =>
      nest(
        declare,
        [count],
        [
          { at: weights, steps: [together * inner * bytes] },
          { at: result, steps: [together * places * bytes] }
        ],
        1,
        [
          set(row, image),
          set(to, result),
          set(number, i32.const(0)),
          ...nest(
            declare,
            [rows],
            [
              { at: row, steps: [width * bytes] },
              { at: to, steps: [columns * bytes] },
              { at: number, steps: [1] }
            ],
            1,
            [...within, ...tiles.flatMap(firsts => tile(together, firsts))]
          )
        ]
      )
    const pairs = Math.floor(outputs / 2)
    return [
      ...(pairs === 0 ? [] : channelsOf(pairs, 2)),
      // `nest` does not advance the pointers of a single pass.
      ...(pairs === 1 && outputs === 3
        ? [
            set(weights, i32.add(weights, i32.const(2 * inner * bytes))),
            set(result, i32.add(result, i32.const(2 * places * bytes)))
          ]
        : []),
      ...(outputs % 2 === 0 ? [] : channelsOf(1, 1))
    ]
  })
}

/** Writes a convolution of images with a frame of that many zeros. `weights` and `images` are dense. */
export const writeDirect = (
  scope: Scope,
  output: Shape,
  { images, shape, padding }: { readonly images: Strip; readonly shape: Shape; readonly padding: number },
  { weights, size }: { readonly weights: Strip; readonly size: number },
  to: Strip
): void => {
  const { code } = scope
  const { bytes } = code.arithmetic
  const [examples = 0, channels = 0] = shape
  const [, outputs = 0, rows = 0, columns = 0] = output
  const frame = withFrame(scope, images, shape, equalFrame(padding), 0)
  const [, height, width] = frame.shape
  // In float64 zeros are added, too: with infinite weights they give NaN, as in the eager kernel.
  const zeros = code.arithmetic.precision === 'float32' ? padding : 0
  const key = `direct ${JSON.stringify([channels, height, width, size, outputs, rows, columns, zeros])}`
  const f = code.shared(key, () => oneExample(code, [channels, height, width], size, [outputs, rows, columns], zeros))
  const n = code.declare('i32')
  const at = (strip: Strip, each: number): Expression<'i32'> =>
    i32.add(addressOf(strip), i32.multiply(n, i32.const(each * bytes)))
  code.add(
    ...loopFrom(n, i32.const(0), i32.const(examples), i32.const(1), [
      run(f, at(frame.strip, channels * height * width), addressOf(weights), at(to, elementCount(output.slice(1))))
    ])
  )
}
