/** Gradients and parameters that are exchanged. */
import { type Entry, isEntry, valueOf } from '../program/Tape.js'
import { behind, viewOf } from '../program/formula.js'
import { type Hypothesis, replacing } from './Hypothesis.js'
import { transposed } from './axes.js'
import { type Steps, changed, same } from './sites.js'

/** Two parts of the same tensor, such as the gates of a recurrent cell. */
export const exchangedParts = function* ({ operations, name }: Steps): Generator<Hypothesis> {
  const slices = operations.filter(({ first }) => first.op === 'slice')
  for (const [i, one] of slices.entries())
    for (const other of slices.slice(i + 1)) {
      const [a, b] = [one.first, other.first]
      if (a.arguments[0] !== b.arguments[0] || a.arguments[1] !== b.arguments[1]) continue
      const twin = (entry: Entry) => (one.placeOf(entry) >= 0 ? b : other.placeOf(entry) >= 0 ? a : undefined)
      yield {
        text: () => `swapped: the gradients of ${name(a)} and ${name(b)} are exchanged (another order of the parts)`,
        isExact: true,
        rows: replacing(() => ({
          values: entry => {
            const from = twin(entry)
            return from && entry.arguments.map((argument, k) => (k === 2 ? from.arguments[2] : valueOf(argument)))
          }
        }))
      }
    }
}

/** Two parameters that are read in each other's place. */
export const exchangedParameters = function* ({ tape, name }: Steps): Generator<Hypothesis> {
  const parameters = tape.inputs.slice(0, tape.parameters)
  for (const one of parameters)
    for (const other of parameters.slice(one.index + 1))
      for (const isTurned of [false, true])
        yield {
          text: () =>
            `swapped: ${name(one)} and ${name(other)} are exchanged${isTurned ? ' and transposed' : ''}, as if in the other order (that of forward)`,
          isExact: true,
          rows: replacing(scene => {
            const twin = (argument: unknown): unknown => {
              const from = isEntry(argument) ? behind(argument).index : -1
              const to = from === one.index ? other : from === other.index ? one : undefined
              if (to === undefined || !isEntry(argument)) return valueOf(argument)
              const { value } = same(scene, to)
              const found = isTurned ? changed(value, row => transposed(value.shape, 0, 1)(row)) : value
              return found && viewOf(argument, behind(argument), found)
            }
            return { values: entry => entry.arguments.map(twin) }
          })
        }
}

/** The gradient of another tensor. */
export const exchangedGradients = function* ({ tape, name }: Steps): Generator<Hypothesis> {
  for (const other of tape.inputs)
    yield {
      text: () => `swapped: the gradient is that of another tensor, ${name(other)}`,
      isExact: true,
      rows: ({ right }) => {
        const of = right[other.index] ?? []
        return right.map(row => (of.length === row.length ? of : row))
      }
    }
}
