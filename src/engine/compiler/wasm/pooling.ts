/** Pooling, window by window in the order of the eager kernels. */
import {
  type Expression,
  f64,
  i32,
  loopWhile,
  memory,
  select,
  set,
  type Statement,
  v128
} from '../../../algebra/kernel/wasm/instructions.js'
import { procedure, run } from '../../../algebra/kernel/wasm/module.js'
import { beyond, clipped, spans, type Window } from '../../../algebra/kernel/Window.js'
import { elementCount, type Shape } from '../../../tensor/Shape.js'
import { rowMajor } from '../../../tensor/strides.js'
import { type Node } from '../Program.js'
import { copy, loadVector } from './copy.js'
import { type Frame, framed, imagesOf, isEmpty, withFrame } from './frame.js'
import { nest } from './nest.js'
import { type Scope } from './Scope.js'
import { addressOf, type Strip } from './Strip.js'

type V128 = Expression<'v128'>

const range = (length: number): readonly number[] => Array.from({ length }, (_, i) => i)

/** The frame that holds every pixel of every window. */
const frameOf = (input: Shape, output: Shape, window: Window): Frame => {
  const [down, across] = spans(window)
  const after = (span: typeof down, axis: number): number =>
    Math.max(0, beyond(span, input[axis] ?? 0, output[axis] ?? 0))
  return { top: down.padding, left: across.padding, bottom: after(down, 2), right: after(across, 3) }
}

/** How the pixels of a window are combined, and the number of the pixels around an image. */
interface Combination {
  readonly around: number
  readonly start: number
  readonly combine: (total: V128, pixel: V128) => V128
  readonly last: (total: V128) => V128
}

/** Combines the pixels of each window to one number. The lanes of a vector are neighbouring windows. */
const pool = (
  scope: Scope,
  name: string,
  output: Shape,
  x: Node,
  window: Window,
  to: Strip,
  { around, start, combine, last }: Combination
): void => {
  const { code, dense } = scope
  const { arithmetic } = code
  const { bytes, lanes } = arithmetic
  const [down, across] = spans(window)
  const { shape, strip } = withFrame(scope, dense(x), x.shape, frameOf(x.shape, output, window), around)
  const [, height, width] = shape
  code.memory.reach((lanes * across.stride + down.size * width) * bytes)
  const f = code.shared(`${name} ${JSON.stringify([shape, output, window])}`, () =>
    procedure(['i32', 'i32'], (declare, target, first) => {
      const [at, total, pixel] = [declare('i32'), declare('v128'), declare('v128')]
      const steps = [
        { at: target, steps: rowMajor(imagesOf(output)).map(step => step * bytes) },
        { at: first, steps: [height * width, width * down.stride, across.stride].map(step => step * bytes) }
      ]
      return nest(declare, imagesOf(output), steps, lanes, [
        set(total, arithmetic.constant(start)),
        ...range(down.size).flatMap(k =>
          range(across.size).flatMap(l => [
            set(at, i32.add(first, i32.const((k * width + l) * bytes))),
            set(pixel, loadVector(arithmetic, at, across.stride)),
            set(total, combine(total, pixel))
          ])
        ),
        v128.store(target, last(total))
      ])
    })
  )
  code.add(run(f, addressOf(to), addressOf(strip)))
}

export const writeMaxPool = (scope: Scope, output: Shape, x: Node, window: Window, to: Strip): void => {
  const { vectors } = scope.code.arithmetic
  // The first of equal numbers stays, and NaN counts as the maximum.
  pool(scope, 'maxPool', output, x, window, to, {
    around: -Infinity,
    start: -Infinity,
    combine: (largest, pixel) => v128.select(largest, pixel, vectors.atMost(pixel, largest)),
    last: largest => largest
  })
}

export const writeAveragePool = (scope: Scope, output: Shape, x: Node, window: Window, to: Strip): void => {
  const { vectors, constant } = scope.code.arithmetic
  const [down, across] = spans(window)
  // A sum that starts at 0 is never −0, so zeros of the padding do not change it.
  pool(scope, 'averagePool', output, x, window, to, {
    around: 0,
    start: 0,
    combine: vectors.add,
    last: total => vectors.divide(total, constant(down.size * across.size))
  })
}

export const writeAveragePoolGradient = (scope: Scope, input: Shape, dy: Node, window: Window, to: Strip): void => {
  const { code, dense } = scope
  const { arithmetic } = code
  const { bytes, vectors } = arithmetic
  const [down, across] = spans(window)
  const frame = frameOf(input, dy.shape, window)
  const { shape, strip, inside } = framed(scope, to, input, frame)
  const [, height, width] = shape
  code.add(memory.fill(addressOf(strip), i32.const(0), i32.const(elementCount(shape) * bytes)))
  const images = imagesOf(dy.shape)
  const f = code.shared(`averagePoolGradient ${JSON.stringify([shape, images, window])}`, () =>
    procedure(['i32', 'i32'], (declare, source, first) => {
      const [at, share] = [declare('i32'), declare('v128')]
      const steps = [
        { at: source, steps: rowMajor(images).map(step => step * bytes) },
        { at: first, steps: [height * width, width * down.stride, across.stride].map(step => step * bytes) }
      ]
      return nest(declare, images, steps, 1, [
        set(share, vectors.divide(vectors.loadSplat(source), arithmetic.constant(down.size * across.size))),
        ...range(down.size).flatMap(k =>
          range(across.size).flatMap(l => [
            set(at, i32.add(first, i32.const((k * width + l) * bytes))),
            vectors.storeLane(at, vectors.add(vectors.loadSplat(at), share), 0)
          ])
        )
      ])
    })
  )
  code.add(run(f, addressOf(dense(dy)), addressOf(strip)))
  if (!isEmpty(frame)) copy(code, imagesOf(input), inside, { ...to, strides: rowMajor(imagesOf(input)) })
}

/** For every window of an image: the distance of its first pixel in bytes, and its rows and columns inside the image. */
const windowsOf = (input: Shape, output: Shape, window: Window, bytes: number): Int32Array => {
  const [, , height = 0, width = 0] = input
  const [, , rows = 0, columns = 0] = output
  const [down, across] = spans(window)
  const starts = ({ stride, padding }: typeof down, count: number) => range(count).map(i => i * stride - padding)
  return Int32Array.from(
    starts(down, rows).flatMap(top =>
      starts(across, columns).flatMap(left => {
        const [fromRow, toRow] = clipped(top, down.size, height)
        const [from, to] = clipped(left, across.size, width)
        return [((top + fromRow) * width + left + from) * bytes, toRow - fromRow, to - from]
      })
    )
  )
}

export const writeMaxPoolGradient = (
  { code, dense }: Scope,
  input: Shape,
  x: Node,
  dy: Node,
  window: Window,
  to: Strip
): void => {
  const { bytes, vectors, loadDouble } = code.arithmetic
  const [images = 0, height = 0, width = 0] = imagesOf(input)
  const windows = windowsOf(input, dy.shape, window, bytes)
  const key = `maxPoolGradient ${JSON.stringify([input, dy.shape, window])}`
  const table = code.table(key, windows)
  const f = code.shared(key, () =>
    procedure(['i32', 'i32', 'i32'], (declare, image, source, target) => {
      const [end, entry, row, pixel, largest, place] = [
        declare('i32'),
        declare('i32'),
        declare('i32'),
        declare('i32'),
        declare('i32'),
        declare('i32')
      ]
      const [rows, columns] = [declare('i32'), declare('i32')]
      const advance = (local: typeof end, step: number): Statement => set(local, i32.add(local, i32.const(step)))
      const isAtMost = f64.atMost(loadDouble(pixel), loadDouble(largest))
      const tableEnd = i32.const(table.address + 4 * windows.length)
      return [
        set(end, i32.add(image, i32.const(images * height * width * bytes))),
        loopWhile(i32.less(image, end), [
          set(entry, i32.const(table.address)),
          loopWhile(i32.less(entry, tableEnd), [
            set(row, i32.add(image, i32.load(entry))),
            set(largest, row),
            set(rows, i32.load(entry, 4)),
            loopWhile(rows, [
              set(pixel, row),
              set(columns, i32.load(entry, 8)),
              loopWhile(columns, [
                // NaN counts as the maximum.
                set(largest, select(isAtMost, largest, pixel)),
                advance(pixel, bytes),
                advance(columns, -1)
              ]),
              advance(row, width * bytes),
              advance(rows, -1)
            ]),
            set(place, i32.add(target, i32.subtract(largest, image))),
            vectors.storeLane(place, vectors.add(vectors.loadSplat(place), vectors.loadSplat(source)), 0),
            advance(source, bytes),
            advance(entry, 12)
          ]),
          advance(image, height * width * bytes),
          advance(target, height * width * bytes)
        ])
      ]
    })
  )
  code.add(memory.fill(addressOf(to), i32.const(0), i32.const(elementCount(input) * bytes)))
  code.add(run(f, addressOf(dense(x)), addressOf(dense(dy)), addressOf(to)))
}
