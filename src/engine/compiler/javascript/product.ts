import { forEveryMatrix, isLarge, type Product } from '../../../algebra/kernel/product.js'
import { elementCount, type Shape } from '../../../tensor/Shape.js'
import { view } from '../../../tensor/Tensor.js'
import { type Node } from '../Program.js'
import { type Code } from './Code.js'
import { at, inArray, inElements, type Place, type Strip } from './Place.js'
import { type Scope } from './Scope.js'

const range = (from: number, to: number): readonly number[] => Array.from({ length: to - from }, (_, i) => from + i)

const unrolled = (code: Code, shape: Shape, inner: number, xs: readonly string[], ys: readonly string[]): Place => {
  const [rows = 1, columns = 1] = shape.slice(-2)
  const product = (matrix: number, i: number, j: number, k: number) =>
    `${xs[(matrix * rows + i) * inner + k] ?? 'NaN'} * ${ys[(matrix * inner + k) * columns + j] ?? 'NaN'}`
  return inElements(
    shape,
    range(0, elementCount(shape.slice(0, -2))).flatMap(matrix =>
      range(0, rows).flatMap(i =>
        range(0, columns).map(j =>
          code.keep(
            range(0, inner)
              .map(k => product(matrix, i, j, k))
              .join(' + ')
          )
        )
      )
    )
  )
}

/** The sums of a tile of `height` rows and `width` columns that begins at (i, j). */
const tile = (height: number, width: number, inner: number, columns: number, a: Shape, b: Shape): string => {
  const [aRow = 0, aColumn = 0] = a
  const [bRow = 0, bColumn = 0] = b
  const cells = range(0, height).flatMap(h => range(0, width).map(w => [h, w] as const))
  return [
    `let x = ao + i * ${aRow}, y = bo + j * ${bColumn}, ${cells.map(([h, w]) => `t${h}${w} = -0`).join(', ')}`,
    `for (let k = 0; k < ${inner}; k++) {`,
    `const ${[...range(0, height).map(h => `x${h} = a[x + ${h * aRow}]`), ...range(0, width).map(w => `y${w} = b[y + ${w * bColumn}]`)].join(', ')}`,
    ...cells.map(([h, w]) => `t${h}${w} += x${h} * y${w}`),
    `x += ${aColumn}; y += ${bRow}`,
    '}',
    `const z = co + i * ${columns} + j`,
    ...cells.map(([h, w]) => `c[z + ${h * columns + w}] = t${h}${w}`)
  ].join('\n')
}

const inLoops = (code: Code, shape: Shape, inner: number, left: Strip, right: Strip): Place => {
  const [rows = 1, columns = 1] = shape.slice(-2)
  const leading = shape.slice(0, -2)
  const result = inArray(shape, code.buffer(elementCount(shape)))
  const along = (variable: string, size: number, step: number, body: (size: number) => string): string => {
    const whole = size - (size % step)
    const blocks =
      whole === 0 ? [] : [`for (let ${variable} = 0; ${variable} < ${whole}; ${variable} += ${step}) { ${body(step)} }`]
    const rest = size === whole ? [] : [`{ const ${variable} = ${whole}; ${body(size - whole)} }`]
    return [...blocks, ...rest].join('\n')
  }
  const f = code.shared(
    `(a, ao, b, bo, c, co) => { ${along('j', columns, 4, width =>
      along('i', rows, 2, height =>
        tile(height, width, inner, columns, left.strides.slice(-2), right.strides.slice(-2))
      )
    )} }`
  )
  /** The array and the place of the matrix that the loops over the leading axes have reached. */
  const matrix = (strip: Strip): string =>
    [`${strip.array}, ${at(strip)}`, ...leading.map((_, axis) => `i${axis} * ${strip.strides[axis] ?? 0}`)].join(' + ')
  const heads = leading.map((size, axis) => `for (let i${axis} = 0; i${axis} < ${size}; i${axis}++) `)
  code.line(`${heads.join('')}${f}(${[left, right, result.strip].map(matrix).join(', ')})`)
  return result
}

/** Calls a kernel, which writes into an array that all calls of the program share. */
const byKernel = (code: Code, kernel: Product, node: Node, a: Node, b: Node, left: Strip, right: Strip): Place => {
  const result = code.buffer(elementCount(node.shape))
  const multiply = forEveryMatrix(kernel)
  const call = (xs: Float64Array, x: number, ys: Float64Array, y: number, zs: Float64Array): void =>
    multiply(
      view(node.shape, zs, undefined, 0),
      view(a.shape, xs, left.strides, x),
      view(b.shape, ys, right.strides, y),
      -0
    )
  const given = [left, right].map(strip => `${strip.array}, ${at(strip)}`)
  code.line(`${code.imported(call)}(${given.join(', ')}, ${result})`)
  return inArray(node.shape, result)
}

/**
 * Writes a matrix product: a large one as a call of the kernel, others in JavaScript. Every sum is computed in the order of k, as
 * in the kernel, but several sums can be computed side by side. A tile of two rows by four columns keeps its totals in local
 * variables and reads every number for several sums. Leading axes are loops around the product of two matrices.
 */
export const product =
  (kernel: Product) =>
  (scope: Scope, node: Node, a: Node, b: Node): Place => {
    const { code } = scope
    if ([node, a, b].every(scope.isFew))
      return unrolled(code, node.shape, a.shape.at(-1) ?? 1, scope.elements(a), scope.elements(b))
    const [rows = 1, inner = 1] = a.shape.slice(-2)
    const [left, right] = [scope.strip(a), scope.strip(b)]
    return isLarge(rows, inner, b.shape.at(-1) ?? 1)
      ? byKernel(code, kernel, node, a, b, left, right)
      : inLoops(code, node.shape, inner, left, right)
  }
