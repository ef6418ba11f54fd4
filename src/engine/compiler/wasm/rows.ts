import {
  f64,
  giveBack,
  i32,
  memory,
  set,
  v128,
  when,
  type Definition,
  type Local,
  type Statement
} from '../../../algebra/kernel/wasm/instructions.js'
import { call, definition, type Declare } from '../../../algebra/kernel/wasm/module.js'
import { elementCount, type Shape } from '../../../tensor/Shape.js'
import { type Node } from '../Program.js'
import { type Code } from './Code.js'
import { nest } from './nest.js'
import { type Scope } from './Scope.js'
import { addressOf, type Strip } from './Strip.js'

/** Where a module writes an index that is outside the matrix: its position, then the index in double precision. */
export const failedPosition = 0
export const failedIndex = 8

type Row = Local<'i32'>

/**
 * A function that calls `body` for every index with the address of the row in the matrix, of the other row, and a working
 * variable. It returns 1 at the first index outside the matrix, otherwise 0.
 */
const eachRow = (
  { arithmetic }: Code,
  [rows = 0, width = 0]: Shape,
  count: number,
  body: (declare: Declare, row: Row, other: Row) => readonly Statement[]
): Definition<readonly ['i32', 'i32', 'i32'], 'i32'> => {
  const { bytes } = arithmetic
  return definition(['i32', 'i32', 'i32'], 'i32', (declare, matrix, places, others) => {
    const [position, row, index, floor] = [declare('i32'), declare('i32'), declare('f64'), declare('f64')]
    const nearest = f64.add(floor, f64.fromI32(f64.atLeast(f64.subtract(index, floor), f64.const(0.5))))
    const isInside = i32.and(f64.atLeast(floor, f64.const(0)), f64.less(floor, f64.const(rows)))
    const walk = nest(
      declare,
      [count],
      [
        { at: position, steps: [1] },
        { at: places, steps: [bytes] },
        { at: others, steps: [width * bytes] }
      ],
      1,
      [
        set(index, arithmetic.loadDouble(places)),
        set(floor, f64.floor(index)),
        set(floor, nearest),
        when(i32.equal(isInside, i32.const(0)), [
          i32.store(i32.const(failedPosition), position),
          f64.store(i32.const(failedIndex), index),
          giveBack(i32.const(1))
        ]),
        set(row, i32.add(matrix, i32.multiply(f64.toI32(floor), i32.const(width * bytes)))),
        ...body(declare, row, others)
      ]
    )
    return [walk, i32.const(0)]
  })
}

const checked = (
  { code }: Scope,
  f: ReturnType<typeof eachRow>,
  check: { readonly name: string; readonly rows: number; readonly places: Shape },
  strips: readonly [matrix: Strip, places: Strip, others: Strip]
): void => {
  const [matrix, places, others] = strips
  const outside = call(f, addressOf(matrix), addressOf(places), addressOf(others))
  code.add(when(outside, [giveBack(i32.const(code.check(check)))]))
}

/** Writes the rows of a matrix at some indices. */
export const writeGather = (scope: Scope, matrix: Node, places: Node, name: string, to: Strip): void => {
  const { code, dense } = scope
  const count = elementCount(places.shape)
  const [rows = 0, width = 0] = matrix.shape
  const f = code.shared(`gather ${matrix.shape.join()} ${count}`, () =>
    eachRow(code, matrix.shape, count, (_, row, target) => [
      memory.copy(target, row, i32.const(width * code.arithmetic.bytes))
    ])
  )
  checked(scope, f, { name, rows, places: places.shape }, [dense(matrix), dense(places), to])
}

/** Writes a matrix of zeros to which rows are added at some indices. */
export const writeScatter = (scope: Scope, shape: Shape, places: Node, values: Node, to: Strip): void => {
  const { code, dense } = scope
  const { arithmetic } = code
  const { vectors } = arithmetic
  const { bytes, lanes } = arithmetic
  const count = elementCount(places.shape)
  const [rows = 0, width = 0] = shape
  const f = code.shared(`scatter ${shape.join()} ${count}`, () =>
    eachRow(code, shape, count, (declare, row, value) => {
      const [target, source] = [declare('i32'), declare('i32')]
      const pointers = [target, source].map(at => ({ at, steps: [bytes] }))
      const whole = width - (width % lanes)
      // One by one at the end of a row, because a vector would also change the next row.
      const one = [vectors.storeLane(target, vectors.add(vectors.loadSplat(target), vectors.loadSplat(source)), 0)]
      return [
        set(target, row),
        set(source, value),
        ...(whole === 0
          ? []
          : nest(declare, [whole], pointers, lanes, [
              v128.store(target, vectors.add(v128.load(target), v128.load(source)))
            ])),
        set(target, i32.add(row, i32.const(whole * bytes))),
        set(source, i32.add(value, i32.const(whole * bytes))),
        ...(whole === width ? [] : nest(declare, [width - whole], pointers, 1, one))
      ]
    })
  )
  code.add(memory.fill(addressOf(to), i32.const(0), i32.const(rows * width * bytes)))
  checked(scope, f, { name: 'scatterRows', rows, places: places.shape }, [to, dense(places), dense(values)])
}
