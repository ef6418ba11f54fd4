/** Operations that backward leaves out, as if the formula were another one. */
import { bypassed, type Entry, isEntry, present, valueOf } from '../program/Tape.js'
import { behind, isView } from '../program/formula.js'
import { type Hypothesis, replacing } from './Hypothesis.js'
import { type Site, type Steps, operandsOf } from './sites.js'

/** What is missing if an operation passes an argument on: the operation, or its other operand. */
const missingFrom = ({ op, arguments: given }: Entry, k: number, name: Steps['name']): string => {
  const other = given.find((argument, i) => i !== k && (isEntry(argument) || typeof argument === 'number'))
  const text = isEntry(other) ? name(other) : String(other)
  return other === undefined ? op : `${text} (a constant such as ε, or a mask)`
}

const passingOn = ({ placeOf }: Site, k: number) => [(entry: Entry) => placeOf(entry) >= 0, k] as const

/** An operation is left out in the gradient. */
export const forgottenOperations = (site: Site, { name }: Steps): readonly Hypothesis[] =>
  isView(site.first) || site.first.op === 'layer'
    ? []
    : operandsOf(site).map(({ k, of }) => ({
        text: () =>
          `the gradient is that of ${name(of)} instead of ${name(site.first)}: ${missingFrom(site.first, k, name)} is missing in backward`,
        isExact: true,
        rows: replacing(
          () => ({}),
          scene => bypassed(scene.tape, ...passingOn(site, k))
        )
      }))

/** An operand is left out in one value that the gradient reads. */
export const staleValues = function* ({ tape, operations, name }: Steps): Generator<Hypothesis> {
  for (const site of operations.filter(({ first }) => ['add', 'subtract', 'multiply'].includes(first.op)))
    for (const { k } of operandsOf(site)) {
      const differing = bypassed(tape, ...passingOn(site, k))?.entries.filter(
        ({ value, index }) => value !== tape.entries[index]?.value && !isView(present(tape.entries[index]))
      )
      for (const { index } of differing ?? [])
        yield {
          text: () =>
            `${missingFrom(site.first, k, name)} is missing in backward: in the value of ${name(present(tape.entries[index]))} that it uses`,
          isExact: true,
          rows: replacing(scene => {
            const other = bypassed(scene.tape, ...passingOn(site, k))
            const stale = (entry: Entry) => (argument: unknown, i: number) =>
              valueOf(
                isEntry(argument) && behind(argument).index === index
                  ? other?.entries[entry.index]?.arguments[i]
                  : argument
              )
            return other && { values: entry => entry.arguments.map(stale(entry)) }
          })
        }
    }
}
