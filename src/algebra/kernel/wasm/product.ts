/**
 * The matrix product in WebAssembly, c = start + a b or c += a b.
 *
 * A vector holds neighbouring columns of one row of c, so every lane is one sum, and each sum adds its products in the order of
 * k: the bits are those of the scalar kernel. Vectors along k would be as fast, and would change the order. A fused multiply-add
 * rounds once where the scalar kernel rounds twice, so products are multiplied, then added.
 *
 * A tile of c has two rows and four vectors of columns. Its eight sums stay in registers while k runs. The operands are copied to
 * panels, in which the numbers of one tile lie in the order in which they are read (float64, eight columns):
 *
 *     panels of a, two rows each           panel of b, eight columns       tile of c
 *
 *     k=0         k=1         k=2           k=0  b[0,j] … b[0,j+7]          c[i,  j] … c[i,  j+7]
 *     a[i,  0]    a[i,  1]    a[i,  2]      k=1  b[1,j] … b[1,j+7]          c[i+1,j] … c[i+1,j+7]
 *     a[i+1,0]    a[i+1,1]    a[i+1,2]      k=2  b[2,j] … b[2,j+7]
 *
 * A panel repeats its last row or column where the matrix ends. The sums of a repeated column are equal, so it does not matter
 * which of them is stored.
 */
import {
  type Definition,
  type Expression,
  i32,
  interleaved,
  loopWhile,
  loadVector,
  type Local,
  select,
  set,
  type Statement,
  storeVector,
  when
} from './core.js'
import { type Declare, procedure, run } from './module.js'
import { type Precision } from './precision.js'

const range = (length: number): readonly number[] => Array.from({ length }, (_, i) => i)
const zero = i32.const(0)

const tileRows = 2
const tileVectors = 4

/** The number of columns in a panel of b. */
export const panelColumns = ({ lanes }: { readonly lanes: number }): number => tileVectors * lanes

/**
 * The number of elements that `product` needs as working memory.
 */
export const panelSize = (precision: { readonly lanes: number }, rows: number, inner: number): number =>
  (rows + inner) * panelColumns(precision)

/** The number of elements of the packed rows of a. */
export const packedSize = (rows: number, inner: number): number => (rows + (rows % tileRows)) * inner

type Copy = Definition<readonly ['i32', 'i32', 'i32', 'i32', 'i32', 'i32'], never>

type V128 = Local<'v128'>

/** Transposes a block: from vectors along its lines to vectors across them, through further local variables. */
const transposed = (
  declare: Declare,
  lines: readonly V128[],
  bytes: number
): readonly [statements: readonly Statement[], across: readonly V128[]] => {
  if (lines.length === 1) return [[], lines]
  const pairs = range(lines.length / 2).map(() => [declare('v128'), declare('v128')] as const)
  const halves = [0, 1].map(half =>
    transposed(
      declare,
      pairs.map(pair => pair[half]!),
      2 * bytes
    )
  )
  return [
    [
      ...pairs.flatMap(([first, second], i) => {
        const [low, high] = interleaved(lines[2 * i]!, lines[2 * i + 1]!, bytes)
        return [set(first, low), set(second, high)]
      }),
      ...halves.flatMap(([statements]) => statements)
    ],
    halves.flatMap(([, across]) => across)
  ]
}

/**
 * Copies between a matrix and a panel of `width` of its lines: `(panel, matrix, lines, length, across, along)`. Strides are in
 * bytes, `across` from one line to the next, `along` within a line. Numbers that lie side by side in the matrix are packed in
 * vectors.
 */
const panelCopy = <T extends 'f32' | 'f64'>(
  { bytes, lanes, load, store }: Precision<T>,
  width: number,
  direction: 'pack' | 'unpack'
): Copy =>
  procedure(['i32', 'i32', 'i32', 'i32', 'i32', 'i32'], (declare, panel, matrix, lines, length, across, along) => {
    const last = i32.subtract(lines, i32.const(1))
    const [end, blockEnd] = [declare('i32'), declare('i32')]
    const starts = range(width).map(line => [line, declare('i32')] as const)
    const onwards = (steps: number): readonly Statement[] => [
      set(panel, i32.add(panel, i32.const(steps * width * bytes))),
      set(matrix, i32.add(matrix, i32.multiply(along, i32.const(steps))))
    ]
    const block = Math.min(width, lanes)
    const blockLines = range(block).map(() => declare('v128'))
    const [transpose, blockColumns] = transposed(declare, blockLines, bytes)
    /** Copies blocks of numbers that lie side by side along the lines. */
    const byBlocks: readonly Statement[] = [
      set(blockEnd, i32.add(panel, i32.multiply(i32.and(length, i32.const(-lanes)), i32.const(width * bytes)))),
      loopWhile(i32.less(panel, blockEnd), [
        ...range(width / block).flatMap(group => [
          ...blockLines.map((line, i) => set(line, loadVector(i32.add(matrix, starts[group * block + i]![1])))),
          ...transpose,
          ...blockColumns.map((column, k) =>
            storeVector(panel, column, (block === width ? 16 * k : k * width * bytes) + 16 * group)
          )
        ]),
        ...onwards(lanes)
      ])
    ]
    /** Copies numbers that lie side by side across the lines. */
    const byVectors = loopWhile(i32.less(panel, end), [
      ...range((width * bytes) / 16).map(vector => storeVector(panel, loadVector(matrix, 16 * vector), 16 * vector)),
      ...onwards(1)
    ])
    return [
      ...starts.map(([line, start]) => {
        const number = i32.const(line)
        return set(start, i32.multiply(select(i32.less(number, last), number, last), across))
      }),
      set(end, i32.add(panel, i32.multiply(length, i32.const(width * bytes)))),
      ...(direction === 'pack'
        ? [
            when(i32.equal(along, i32.const(bytes)), byBlocks),
            ...(width < lanes
              ? []
              : [
                  when(i32.and(i32.equal(across, i32.const(bytes)), i32.less(i32.const(width - 1), lines)), [byVectors])
                ])
          ]
        : []),
      loopWhile(i32.less(panel, end), [
        ...starts.map(([line, start]) => {
          const element = i32.add(matrix, start)
          return direction === 'pack'
            ? store(panel, load(element), line * bytes)
            : store(element, load(panel, line * bytes))
        }),
        ...onwards(1)
      ])
    ]
  })

/**
 * Packs the rows of a: `(panels, a, rows, inner, rowStride, columnStride)`, strides in bytes. `packedSize` gives the number of
 * elements of the panels.
 */
export const packing = <T extends 'f32' | 'f64'>(precision: Precision<T>): Copy => {
  const pack = panelCopy(precision, tileRows, 'pack')
  return procedure(['i32', 'i32', 'i32', 'i32', 'i32', 'i32'], (_, panels, a, rows, inner, rowStride, columnStride) => [
    loopWhile(i32.less(zero, rows), [
      run(pack, panels, a, rows, inner, rowStride, columnStride),
      set(panels, i32.add(panels, i32.multiply(inner, i32.const(tileRows * precision.bytes)))),
      set(a, i32.add(a, i32.multiply(rowStride, i32.const(tileRows)))),
      set(rows, i32.subtract(rows, i32.const(tileRows)))
    ])
  ])
}

/** One panel of columns of c, for all rows: `(c, cStride, a, b, bStride, rows, inner, adds, start)`, strides of rows in bytes. */
const panelProduct = <T extends 'f32' | 'f64'>({ type, bytes, loadSplat, splat, add, multiply }: Precision<T>) =>
  procedure(
    ['i32', 'i32', 'i32', 'i32', 'i32', 'i32', 'i32', 'i32', type],
    (declare: Declare, c, cStride, a, b, bStride, rows, inner, adds, start: Expression<T>) => {
      const [y, below, end] = [declare('i32'), declare('i32'), declare('i32')]
      const [x0, x1, ys] = [declare('v128'), declare('v128'), declare('v128')]
      const tile = range(tileVectors).map(vector => ({
        at: 16 * vector,
        upper: declare('v128'),
        lower: declare('v128')
      }))
      return [
        loopWhile(i32.less(zero, rows), [
          // With an odd number of rows, the last row doubles as the second row of its tile.
          set(below, i32.add(c, select(i32.less(i32.const(1), rows), cStride, zero))),
          ...tile.flatMap(({ upper, lower }) => [set(upper, splat(start)), set(lower, splat(start))]),
          when(
            adds,
            tile.flatMap(({ at, upper, lower }) => [set(upper, loadVector(c, at)), set(lower, loadVector(below, at))])
          ),
          set(y, b),
          set(end, i32.add(a, i32.multiply(inner, i32.const(tileRows * bytes)))),
          loopWhile(i32.less(a, end), [
            set(x0, loadSplat(a)),
            set(x1, loadSplat(a, bytes)),
            ...tile.flatMap(({ at, upper, lower }) => [
              set(ys, loadVector(y, at)),
              set(upper, add(upper, multiply(x0, ys))),
              set(lower, add(lower, multiply(x1, ys)))
            ]),
            set(a, i32.add(a, i32.const(tileRows * bytes))),
            set(y, i32.add(y, bStride))
          ]),
          ...tile.flatMap(({ at, upper, lower }) => [storeVector(c, upper, at), storeVector(below, lower, at)]),
          set(c, i32.add(c, i32.multiply(cStride, i32.const(tileRows)))),
          set(rows, i32.subtract(rows, i32.const(tileRows)))
        ])
      ]
    }
  )

/**
 * The product of packed rows and a matrix with any strides:
 * `(c, a, b, bRowStride, bColumnStride, rows, columns, inner, adds, start, work)`.
 *
 * c is dense and row-major. Its sums begin with what c holds if `adds` is 1, with `start` if it is 0. `a` was written by
 * `packing`. `work` is memory for `panelSize` elements. Strides are in bytes.
 */
export const multiplication = <T extends 'f32' | 'f64'>(precision: Precision<T>) => {
  const width = panelColumns(precision)
  const bytes = i32.const(precision.bytes)
  const panelStride = i32.const(width * precision.bytes)
  const pack = panelCopy(precision, width, 'pack')
  const unpack = panelCopy(precision, width, 'unpack')
  const multiplyPanel = panelProduct(precision)
  return procedure(
    ['i32', 'i32', 'i32', 'i32', 'i32', 'i32', 'i32', 'i32', 'i32', precision.type, 'i32'],
    (declare: Declare, c, a, b, bRow, bColumn, rows, columns, inner, adds, start: Expression<T>, work) => {
      const [stride, edge, isCut] = [declare('i32'), declare('i32'), declare('i32')]
      return [
        set(stride, i32.multiply(columns, bytes)),
        set(edge, i32.add(work, i32.multiply(inner, panelStride))),
        loopWhile(i32.less(zero, columns), [
          run(pack, work, b, columns, inner, bColumn, bRow),
          // Where the last columns do not fill a tile, their part of c is a panel, too.
          set(isCut, i32.less(columns, i32.const(width))),
          when(i32.and(adds, isCut), [run(pack, edge, c, columns, rows, bytes, stride)]),
          run(
            multiplyPanel,
            select(isCut, edge, c),
            select(isCut, panelStride, stride),
            a,
            work,
            panelStride,
            rows,
            inner,
            adds,
            start
          ),
          when(isCut, [run(unpack, edge, c, columns, rows, bytes, stride)]),
          set(c, i32.add(c, panelStride)),
          set(b, i32.add(b, i32.multiply(bColumn, i32.const(width)))),
          set(columns, i32.subtract(columns, i32.const(width)))
        ])
      ]
    }
  )
}
