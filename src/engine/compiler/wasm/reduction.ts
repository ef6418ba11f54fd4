import { type Expression, set, v128 } from '../../../algebra/kernel/wasm/instructions.js'
import { procedure, run } from '../../../algebra/kernel/wasm/module.js'
import { rowMajor } from '../../../tensor/strides.js'
import { type Node } from '../Program.js'
import { type Arithmetic } from './Arithmetic.js'
import { loadVector } from './copy.js'
import { merged, nest } from './nest.js'
import { type Scope } from './Scope.js'
import { addressOf, type Strip } from './Strip.js'

type V128 = Expression<'v128'>

/** Combines the lanes of a total with those of the next numbers. */
export type Combine = (arithmetic: Arithmetic, total: V128, x: V128) => V128

/**
 * Writes a reduction of the axes `from`, …, `to` − 1. The lanes of a vector are different results, so each result combines its
 * numbers in the order of the kernel.
 */
export const writeReduction = (
  { code, strip }: Scope,
  x: Node,
  [from, to]: readonly [from: number, to: number],
  result: Strip,
  {
    name,
    start,
    combine
  }: {
    readonly name: string
    readonly start: number
    readonly combine: Combine
  }
): void => {
  const { arithmetic, memory } = code
  const { bytes, lanes } = arithmetic
  const source = strip(x)
  const outside = <A>(list: readonly A[]): readonly A[] => [...list.slice(0, from), ...list.slice(to)]
  const shape = outside(x.shape)
  const kept = merged({ shape, strides: [rowMajor(shape), outside(source.strides)] })
  const reduced = merged({ shape: x.shape.slice(from, to), strides: [source.strides.slice(from, to)] })
  const stride = kept.strides[1]?.at(-1) ?? 0
  memory.reach(lanes * stride * bytes)
  const inBytes = (steps: readonly number[] = []) => steps.map(step => step * bytes)
  const f = code.shared(`${name} ${JSON.stringify([kept, reduced])}`, () =>
    procedure(['i32', 'i32'], (declare, target, first) => {
      const [at, total] = [declare('i32'), declare('v128')]
      return nest(
        declare,
        kept.shape,
        [
          { at: target, steps: inBytes(kept.strides[0]) },
          { at: first, steps: inBytes(kept.strides[1]) }
        ],
        lanes,
        [
          set(at, first),
          set(total, arithmetic.constant(start)),
          ...nest(declare, reduced.shape, [{ at, steps: inBytes(reduced.strides[0]) }], 1, [
            set(total, combine(arithmetic, total, loadVector(arithmetic, at, stride)))
          ]),
          v128.store(target, total)
        ]
      )
    })
  )
  code.add(run(f, addressOf(result), addressOf(source)))
}
