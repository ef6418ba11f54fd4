import { elementCount, sameShape, type Shape } from '../../../tensor/Shape.js'
import { isRowMajor, rowMajor } from '../../../tensor/strides.js'
import { type Code } from './Code.js'

/**
 * A tensor in an array, seen through strides: element [i, j] is `array[base + plus + i * strides[0] + j * strides[1]]`.
 */
export interface Strip {
  readonly array: string
  /** An expression, empty for 0. */
  readonly base: string
  /** Constant part of the offset. */
  readonly plus: number
  readonly strides: Shape
}

/**
 * Where the numbers of a tensor are while a program runs: small tensors in local variables, large ones in an array, seen
 * through strides as in the eager interpreter. A tensor is converted to the other form when a reader needs it.
 */
export interface Place {
  readonly shape: Shape
  /** Names and literals of the numbers, in row-major order. They cost nothing to read. */
  readonly elements?: readonly string[]
  readonly strip?: Strip
}

/** A tensor in local variables. */
export const inElements = (shape: Shape, elements: readonly string[]): Place => ({ shape, elements })

/** A tensor in row-major order without gaps, from a position of an array on. */
export const inArray = (shape: Shape, array: string, base = ''): Place & { readonly strip: Strip } => ({
  shape,
  strip: { array, base, plus: 0, strides: rowMajor(shape) }
})

/** The position of an element as an expression. */
export const at = ({ base, plus }: Pick<Strip, 'base' | 'plus'>, further = 0): string =>
  base === '' ? String(plus + further) : plus + further === 0 ? base : `${base} + ${plus + further}`

/** Distance of each element of a strip from its first, in row-major order. */
export const steps = (shape: Shape, strides: Shape): readonly number[] =>
  shape.reduce<readonly number[]>(
    (all, size, axis) => all.flatMap(step => Array.from({ length: size }, (_, i) => step + i * (strides[axis] ?? 0))),
    [0]
  )

/** The numbers of a tensor in local variables, read from its array if necessary. */
export const elementsOf = (code: Code, { shape, elements, strip }: Place): readonly string[] => {
  if (elements !== undefined) return elements
  if (strip === undefined) return []
  return steps(shape, strip.strides).map(step => code.keep(`${strip.array}[${at(strip, step)}]`))
}

/** The numbers of a tensor in an array, written to a new one if necessary. */
export const stripOf = (code: Code, { shape, elements = [], strip }: Place): Strip => {
  if (strip !== undefined) return strip
  const array = code.buffer(elements.length)
  elements.forEach((element, i) => code.line(`${array}[${i}] = ${element}`))
  return { array, base: '', plus: 0, strides: rowMajor(shape) }
}

/** Whether a strip is in row-major order without gaps. */
export const isDense = (shape: Shape, { strides }: Strip): boolean => isRowMajor(shape, strides)

/** Copies one strip to another, both with the same shape: at once if both are dense and large, else element by element. */
export const copy = (code: Code, shape: Shape, from: Strip, to: Strip): void => {
  const size = elementCount(shape)
  if (size > 1000 && isDense(shape, from) && isDense(shape, to))
    code.line(`${to.array}.set(${from.array}.subarray(${at(from)}, ${at(from, size)}), ${at(to)})`)
  else loop(code, shape, to, [from], ([x = '']) => [[], x])
}

/**
 * Writes a loop that computes every element of `to` from those of `from`. The body returns statements and the value of the
 * element. `numbers` are further parameters.
 */
export const loop = (
  code: Code,
  shape: Shape,
  to: Strip,
  from: readonly Strip[],
  body: (
    elements: readonly string[],
    numbers: readonly string[]
  ) => readonly [statements: readonly string[], value: string],
  numbers: readonly string[] = []
): void => {
  const strips = [to, ...from]
  const isFlat = strips.every(strip => isDense(shape, strip))
  const axes = isFlat ? [elementCount(shape)] : shape
  const element = ({ strides }: Strip, k: number): string => {
    const terms = isFlat
      ? ['i0']
      : axes.flatMap((size, axis) => (size === 1 || strides[axis] === 0 ? [] : [term(axis, strides[axis] ?? 0)]))
    return `a${k}[${[`o${k}`, ...terms].join(' + ')}]`
  }
  const [statements, value] = body(
    from.map((strip, k) => element(strip, k + 1)),
    numbers.map((_, k) => `s${k}`)
  )
  const parameters = [...strips.flatMap((_, k) => [`a${k}`, `o${k}`]), ...numbers.map((_, k) => `s${k}`)]
  const heads = axes.map((size, axis) => `for (let i${axis} = 0; i${axis} < ${size}; i${axis}++)`)
  const f = code.shared(
    `(${parameters.join(', ')}) => { ${heads.join(' ')} { ${[...statements, `${element(to, 0)} = ${value}`].join('; ')} } }`
  )
  code.line(`${f}(${[...strips.flatMap(strip => [strip.array, at(strip)]), ...numbers].join(', ')})`)
}

const term = (axis: number, stride: number): string => (stride === 1 ? `i${axis}` : `i${axis} * ${stride}`)

/** The numbers in row-major order without gaps: the same array if possible, else a copy. */
export const denseStrip = (code: Code, place: Place): Strip => {
  const strip = stripOf(code, place)
  if (isDense(place.shape, strip)) return strip
  const dense = { array: code.buffer(elementCount(place.shape)), base: '', plus: 0, strides: rowMajor(place.shape) }
  copy(code, place.shape, strip, dense)
  return dense
}

/** The strip of a tensor under another shape with the same number of elements. */
export const stripAs = (code: Code, shape: Shape, place: Place): Strip =>
  sameShape(shape, place.shape) ? stripOf(code, place) : { ...denseStrip(code, place), strides: rowMajor(shape) }
