/**
 * A layer as a tape of one operation, for layers that read numbers in plain JavaScript. The gradient through the operation is measured.
 *
 *     cotangent of xᵢ = Σ ∂yₒ / ∂xᵢ · dyₒ      ∂y / ∂xᵢ ≈ (f(x + h eᵢ) − f(x − h eᵢ)) / 2h
 */
import { mapBatches, tensorsOf } from '../../src/algebra/Value.js'
import { elementCount } from '../../src/tensor/Shape.js'
import { type AnyTensor, fresh, isAnyTensor, rowMajorNumbers } from '../../src/tensor/Tensor.js'
import { type Case } from '../generator/layer.js'
import { inner } from '../value/Numbers.js'
import { forward } from '../value/Passes.js'
import { type Entry, type Tape, present } from './Tape.js'

const h = 2 ** -17

/** Layers with larger tensors take too long to measure. */
const many = 48

/** The derivatives of an output by the numbers of one tensor: a row for each of them. */
const derivatives = (
  f: (given: readonly AnyTensor[]) => AnyTensor,
  given: readonly AnyTensor[],
  k: number
): readonly Float64Array[] => {
  const { shape } = present(given[k])
  const numbers = rowMajorNumbers(present(given[k]))
  return Array.from(numbers, (x, i) => {
    const step = h * Math.max(1, Math.abs(x))
    const at = (u: number) => rowMajorNumbers(f(given.with(k, fresh(shape, numbers.with(i, u)))))
    const [before, after] = [at(x - step), at(x + step)]
    return before.map((y, o) => ((after[o] ?? NaN) - y) / (2 * step))
  })
}

/** The tape of a draw with the layer as its only operation. Undefined for a large layer. */
export const opaqueTapeOf = ({ layer, params, input }: Case): Tape | undefined => {
  const given = [...params, ...tensorsOf(input)]
  if (given.some(({ shape }) => elementCount(shape) > many)) return undefined
  const f = (all: readonly AnyTensor[]): readonly AnyTensor[] => {
    let place = params.length
    const batch = mapBatches((): AnyTensor => present(all[place++]))(input)
    return tensorsOf(forward(layer, all.slice(0, params.length), batch)[0])
  }
  const inputs = given.map((value, index): Entry => {
    const site = { kind: 'input', name: 'input', shape: value.shape } as const
    return { op: 'input', index, site, arguments: [], value }
  })
  const layers = f(given).map((value, i): Entry => {
    const of = (all: readonly AnyTensor[]) => present(f(all)[i])
    const known = new Map<number, readonly Float64Array[]>()
    const columns = (k: number, values: readonly unknown[]): readonly Float64Array[] => {
      if (values.some((value, j) => value !== given[j])) return derivatives(of, values.filter(isAnyTensor), k)
      const found = known.get(k) ?? derivatives(of, given, k)
      known.set(k, found)
      return found
    }
    return {
      op: 'layer',
      index: inputs.length + i,
      site: { kind: 'input', name: 'layer', shape: value.shape },
      arguments: inputs,
      value,
      step: (k, values, dy) => {
        const row = rowMajorNumbers(dy)
        return fresh(
          present(given[k]).shape,
          Float64Array.from(columns(k, values), column => inner(column, row).value)
        )
      }
    }
  })
  const outputs = layers.map((entry, i): Entry => {
    const { value } = entry
    const site = { kind: 'input', name: `output${i}`, shape: value.shape } as const
    return { op: 'output', index: inputs.length + layers.length + i, site, arguments: [entry], value }
  })
  return { entries: [...inputs, ...layers, ...outputs], inputs, outputs, parameters: params.length }
}
