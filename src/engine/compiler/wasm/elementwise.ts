import { type Expression, type Local, set, type Statement, v128 } from '../../../algebra/kernel/wasm/instructions.js'
import { type Declare, procedure, run } from '../../../algebra/kernel/wasm/module.js'
import { elementCount, sameShape } from '../../../tensor/Shape.js'
import { rowMajor } from '../../../tensor/strides.js'
import { leavesOf, operandsOf } from '../fusion.js'
import { type Node, type OperationNode } from '../Program.js'
import { type Code } from './Code.js'
import { loadVector } from './copy.js'
import { merged, nest } from './nest.js'
import { type Scope } from './Scope.js'
import { addressOf, type Strip } from './Strip.js'

type V128 = Expression<'v128'>

/** Computes all lanes of a vector. An operation has at most three operands. */
export type Lanes = (code: Code, keep: Keep, x: Local<'v128'>, y: Local<'v128'>, z: Local<'v128'>) => V128

/** Assigns a vector to a local variable. */
export type Keep = (value: V128) => Local<'v128'>

const isOne = ({ shape }: Node): boolean => elementCount(shape) === 1

/**
 * Writes one loop over the elements of a node, several at a time. The loop also computes the nodes that are fused with it.
 *
 * @param to where the result is written, dense
 */
export const writeLoop = (
  { code, strip, dense }: Scope,
  node: OperationNode,
  lanesOf: (node: OperationNode) => Lanes | undefined,
  isFused: (node: Node) => boolean,
  to: Strip
): void => {
  const { arithmetic, memory } = code
  const { bytes, lanes } = arithmetic
  const leaves = leavesOf(node, isFused)
  const strips = leaves.map((leaf): Strip => {
    if (isOne(leaf)) return { ...strip(leaf), strides: node.shape.map(() => 0) }
    return sameShape(leaf.shape, node.shape) ? strip(leaf) : { ...dense(leaf), strides: rowMajor(node.shape) }
  })
  const walk = merged({ shape: node.shape, strides: [to.strides, ...strips.map(({ strides }) => strides)] })
  const [toSteps = [], ...steps] = walk.strides
  steps.forEach(those => memory.reach(lanes * (those.at(-1) ?? 0) * bytes))

  const body = (declare: Declare, target: Local<'i32'>, sources: readonly Local<'i32'>[]): readonly Statement[] => {
    const before: Statement[] = []
    const inside: Statement[] = []
    const kept = (statements: Statement[], value: V128): Local<'v128'> => {
      const local = declare('v128')
      statements.push(set(local, value))
      return local
    }
    const keep: Keep = value => kept(inside, value)
    const values = new Map<Node, Local<'v128'>>()
    leaves.forEach((leaf, i) => {
      const source = sources[i]
      if (source === undefined) return
      const value = loadVector(arithmetic, source, steps[i]?.at(-1) ?? 0)
      values.set(leaf, kept(isOne(leaf) ? before : inside, value))
    })
    const valueOf = (operand: Node | number): Local<'v128'> => {
      if (typeof operand === 'number') return kept(before, arithmetic.constant(operand))
      const known = values.get(operand)
      if (known !== undefined) return known
      if (operand.kind !== 'operation') throw new TypeError(`A ${operand.kind} is no part of a loop`)
      const value = keep(computed(operand))
      values.set(operand, value)
      return value
    }
    const computed = (of: OperationNode): V128 => {
      const [x, y = x, z = x] = operandsOf(of).map(valueOf)
      if (x === undefined || y === undefined || z === undefined) throw new TypeError(`${of.op} has no operands`)
      return lanesOf(of)?.(code, keep, x, y, z) ?? arithmetic.constant(NaN)
    }
    inside.push(v128.store(target, computed(node)))
    const pointers = [target, ...sources].map((at, k) => ({
      at,
      steps: (walk.strides[k] ?? []).map(step => step * bytes)
    }))
    return [...before, ...nest(declare, walk.shape, pointers, lanes, inside)]
  }

  const names = new Map<Node, string>(leaves.map((leaf, i) => [leaf, `${isOne(leaf) ? 's' : 'x'}${i}`]))
  const nameOf = (operand: Node | number): string => {
    if (typeof operand === 'number') return Object.is(operand, -0) ? '-0' : String(operand)
    const known = names.get(operand)
    if (known !== undefined || operand.kind !== 'operation') return known ?? '?'
    const name = `${operand.op}(${operandsOf(operand).map(nameOf).join()})`
    names.set(operand, name)
    return name
  }
  const key = `${nameOf(node)} ${walk.shape.join()} ${toSteps.join()} ${steps.map(those => those.join()).join(';')}`
  const f = code.shared(key, () =>
    procedure(strips.map((): 'i32' => 'i32').concat('i32'), (declare, target, ...sources) =>
      body(declare, target, sources)
    )
  )
  code.add(run(f, addressOf(to), ...strips.map(addressOf)))
}
