/** Names what an entry of a tape computes, as a short formula: `tanh(x weight + bias)`. */
import { elementCount } from '../../src/tensor/Shape.js'
import { type AnyTensor, isAnyTensor, rowMajorNumbers } from '../../src/tensor/Tensor.js'
import { computed, type Entry, isEntry, operandsOf } from './Tape.js'

const views: ReadonlySet<string> = new Set(['broadcast', 'permute', 'reshape', 'carry', 'output'])

export const isView = ({ op }: Entry): boolean => views.has(op)

/** The entry behind repetitions and changes of shape. */
export const behind = (entry: Entry): Entry => {
  const [of] = operandsOf(entry)
  return isView(entry) && of !== undefined && entry.op !== 'carry' && entry.op !== 'output' ? behind(of) : entry
}

/** The arguments whose values the local step to operand k reads. */
export const readBy = (entry: Entry, k: number): readonly number[] => {
  const both = entry.arguments.flatMap((argument, j) => (isEntry(argument) ? [j] : []))
  const kind: string = entry.op
  switch (kind) {
    case 'multiply':
    case 'matmul':
    case 'convolution':
    case 'convolutionInputGradient':
      return both.filter(j => j !== k)
    case 'divide':
    case 'maximum':
    case 'minimum':
    case 'max':
    case 'maxPool':
      return k === 0 && entry.op === 'divide' ? [1] : both
    case 'where':
    case 'gatherRows':
      return both.slice(0, 1)
    case 'add':
    case 'subtract':
    case 'sum':
    case 'concatenate':
    case 'scatterRows':
      return []
    default:
      return isView(entry) || entry.op === 'slice' ? [] : both
  }
}

/** A view of other numbers of what is behind it. */
export const viewOf = (entry: Entry, source: Entry, value: AnyTensor): AnyTensor =>
  entry === source
    ? value
    : computed(
        entry,
        entry.arguments.map(argument => (isEntry(argument) ? viewOf(argument, source, value) : argument))
      )

/** The number of an argument that is a constant. */
const numberOf = (argument: unknown): number | undefined => {
  if (typeof argument === 'number') return argument
  const entry = isEntry(argument) ? behind(argument) : undefined
  if (entry?.op !== 'constant') return undefined
  const [first = NaN, ...rest] = rowMajorNumbers(entry.value)
  return rest.every(x => x === first) ? first : undefined
}

/** The operand of an operation, for patterns. */
const under = (argument: unknown, op: string, k = 0): Entry | undefined => {
  const entry = isEntry(argument) ? behind(argument) : undefined
  const found = entry?.op === op ? entry.arguments[k] : undefined
  return isEntry(found) ? behind(found) : undefined
}

/** What a mean is taken of: a sum times, or divided by, the number of its terms. */
const meanOf = (entry: Entry): Entry | undefined => {
  const [x, y] = entry.arguments
  const [factor, sum] = entry.op === 'multiply' ? [numberOf(x), y] : [1 / (numberOf(y) ?? NaN), x]
  const of = under(sum, 'sum')
  const size = of && isEntry(sum) ? elementCount(of.value.shape) / elementCount(behind(sum).value.shape) : NaN
  return (entry.op === 'multiply' || entry.op === 'divide') && Math.abs((factor ?? NaN) * size - 1) < 1e-9
    ? of
    : undefined
}

const isSquare = ({ op, arguments: [x, y] }: Entry): boolean => op === 'multiply' && x === y

/** What a variance is taken of. */
const varianceOf = (entry: Entry): Entry | undefined => {
  const squared = meanOf(entry)
  const centred = squared && isSquare(squared) ? squared.arguments[0] : undefined
  const of = under(centred, 'subtract')
  const mean = under(centred, 'subtract', 1)
  return of && mean && meanOf(mean) === of ? of : undefined
}

/** What a softmax is taken of. */
const softmaxOf = (entry: Entry): Entry | undefined => {
  const of = under(entry.arguments[0], 'exp')
  const summed = entry.op === 'divide' && isEntry(entry.arguments[1]) ? under(entry.arguments[1], 'sum') : undefined
  return of && summed && isEntry(entry.arguments[0]) && summed === behind(entry.arguments[0])
    ? (under({ ...entry, arguments: [of], op: 'reshape' }, 'subtract') ?? of)
    : undefined
}

/** The entry under a root, with a small constant added or not. */
const underRoot = (entry: Entry): Entry | undefined => {
  const of = under({ ...entry, op: 'reshape', arguments: [entry] }, 'sqrt')
  const parts = of?.op === 'add' ? of.arguments.filter(one => numberOf(one) === undefined).filter(isEntry) : []
  return parts.length === 1 && parts[0] ? behind(parts[0]) : of
}

const squareOf = (entry: Entry | undefined): Entry | undefined => {
  const of = entry !== undefined && isSquare(entry) ? entry.arguments[0] : undefined
  return isEntry(of) ? behind(of) : undefined
}

const rootOf =
  (of: (entry: Entry) => Entry | undefined) =>
  (entry: Entry): Entry | undefined => {
    const root = underRoot(entry)
    return root && of(root)
  }

/** What is normalised: (x − mean x) / σ. */
const normalisedOf = ({ op, arguments: [x, y] }: Entry): Entry | undefined => {
  const [of, sigma] = [under(x, 'subtract'), isEntry(y) ? behind(y) : undefined]
  return op === 'divide' && of !== undefined && sigma !== undefined && rootOf(varianceOf)(sigma) === of ? of : undefined
}

/** What a sigmoid is taken of: 1 / (1 + exp(−x)). */
const sigmoidOf = ({ op, arguments: [one, sum] }: Entry): Entry | undefined => {
  const exponent = isEntry(sum) && sum.op === 'add' ? under(sum.arguments[1], 'exp') : undefined
  return op === 'divide' && numberOf(one) === 1 && exponent?.op === 'multiply'
    ? exponent.arguments
        .filter(isEntry)
        .map(behind)
        .find(({ op }) => op !== 'constant')
    : undefined
}

const infix: Readonly<Record<string, string>> = {
  add: ' + ',
  subtract: ' − ',
  multiply: ' ⊙ ',
  divide: ' / ',
  matmul: ' · '
}

const patterns: readonly (readonly [name: string, of: (entry: Entry) => Entry | undefined])[] = [
  ['normalised', normalisedOf],
  ['√variance', rootOf(varianceOf)],
  ['root mean square', rootOf(entry => squareOf(meanOf(entry)))],
  ['norm', rootOf(entry => squareOf(under({ ...entry, op: 'reshape', arguments: [entry] }, 'sum')))],
  ['variance', varianceOf],
  ['mean', meanOf],
  ['softmax', softmaxOf],
  ['sigmoid', sigmoidOf]
]

/** Deeper formulas are cut off. */
const deep = 3

/** The formula of an entry. Inputs and parameters have the given names. */
export const formulaOf = (entry: Entry, names: readonly string[], depth = deep): string => {
  const { op, arguments: given, index, site, value } = behind(entry)
  const show = (argument: unknown): string => {
    const number = numberOf(argument)
    if (number !== undefined) return String(Number(number.toPrecision(4)))
    return isEntry(argument) ? formulaOf(argument, names, depth - 1) : ''
  }
  const inner = (argument: unknown): string => {
    const text = show(argument)
    return /^[\p{L}\d.]+(\(.*\))?$/u.test(text) ? text : `(${text})`
  }
  if (op === 'input') return names[index] ?? 'the input'
  if (op === 'layer') return 'the layer'
  if (op === 'constant') return 'a mask, or noise'
  if (op === 'output') return site.kind === 'input' ? site.name.replace(/\d+$/, ' $&') : 'the output'
  if (op === 'carry') return 'the state of the step before'
  if (depth === 0) return '…'
  for (const [name, of] of patterns) {
    const found = of(behind(entry))
    const isGate = name === 'sigmoid' && (found?.op === 'slice' || found?.op === 'add')
    if (found !== undefined) return `${isGate ? 'the gate ' : ''}${name}(${show(found)})`
  }
  if (op === 'multiply' && given[0] === given[1]) return `${inner(given[0])}²`
  const sign = infix[op]
  if (sign !== undefined) return given.map(inner).join(sign)
  if (op === 'slice' || op === 'sum' || op === 'max') {
    const [x, from, to] = given
    const rank = isEntry(x) && isAnyTensor(x.value) ? x.value.shape.length : 0
    if (op === 'slice') {
      const size = value.shape[Number(from)] ?? 1
      return `part ${Number(to) / size} of ${inner(x)}`
    }
    return `${op}(${show(x)}${rank > 1 && Number(to) - Number(from) === 1 ? `, axis ${String(from)}` : ''})`
  }
  return `${op}(${given.filter(isEntry).map(show).join(', ')})`
}
