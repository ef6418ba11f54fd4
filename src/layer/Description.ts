/** What a layer says of itself: enough to print it, to draw it, to save it and to build it again. */
import { elementCount, type Shape, showShape } from '../tensor/Shape.js'

/** What a setting may be, so that it can be written down. */
export type Setting = string | number | boolean | null | readonly Setting[] | { readonly [name: string]: Setting }

export interface Parameter {
  readonly name: string
  readonly shape: Shape
}

export interface Description {
  /** The name of the function that builds the layer. */
  readonly kind: string
  /** Its arguments, by name. */
  readonly configuration: { readonly [name: string]: Setting }
  /** The parameters that are its own; those of its parts are theirs. */
  readonly parameters: readonly Parameter[]
  /** The layers that a combinator was given. */
  readonly parts: readonly Description[]
}

export const describe = (
  kind: string,
  configuration: Description['configuration'] = {},
  parameters: readonly Parameter[] = []
): Description => ({ kind, configuration, parameters, parts: [] })

/** The description of a combinator. */
export const combine = (
  kind: string,
  parts: readonly Description[],
  configuration: Description['configuration'] = {}
): Description => ({ kind, configuration, parameters: [], parts })

const learning = '.training'

/** Describes the training form of a layer, where that is another function than the one that predicts: `dropout.training(0.5)`. */
export const asItLearns = (description: Description): Description => ({
  ...description,
  kind: `${description.kind}${learning}`
})

/** Whether a kind is that of a training form, which is never saved: it holds a step's noise or uses a batch's statistics. */
export const isAsItLearns = (kind: string): boolean => kind.endsWith(learning)

const inSequence = (description: Description): readonly Description[] =>
  description.kind === 'sequence' ? description.parts : [description]

/** Nothing: the unit of `inOrder`. */
export const nothing: Description = combine('sequence', [])

/**
 * One after the other. However a sequence is nested its description is the same flat list, and a list of one is that one.
 *
 * Not called `then`: a module that exports a `then` is taken for a promise, and `await import` of it never ends.
 */
export const inOrder = (...descriptions: readonly Description[]): Description => {
  const parts = descriptions.flatMap(inSequence)
  const [only] = parts
  return parts.length === 1 && only !== undefined ? only : combine('sequence', parts)
}

/** All parameters in their order, those of part 2 named `2.weight`. */
export const parametersOf = ({ parameters, parts }: Description): readonly Parameter[] => [
  ...parameters,
  ...parts.flatMap((part, i) => parametersOf(part).map(({ name, shape }) => ({ name: `${i}.${name}`, shape })))
]

/** How many numbers it learns. */
export const sizeOf = (description: Description): number =>
  parametersOf(description).reduce((total, { shape }) => total + elementCount(shape), 0)

const showSetting = (setting: Setting): string =>
  Array.isArray(setting)
    ? showShapeLike(setting)
    : typeof setting === 'object' && setting !== null
      ? JSON.stringify(setting)
      : String(setting)

/** Numbers that nobody would write in a program, such as statistics, are counted. */
const longList = 4

const showShapeLike = (list: readonly Setting[]): string =>
  !list.every(item => typeof item === 'number')
    ? `[${list.map(showSetting).join(', ')}]`
    : list.length > longList
      ? `[${list.length} numbers]`
      : showShape(list)

/** As it is written in a program: `dense(2, 3)`, `residual(sequence(dense(8, 8), tanh()))`. */
export const showDescription = ({ kind, configuration, parts }: Description): string =>
  `${kind}(${[...parts.map(showDescription), ...Object.values(configuration).map(showSetting)].join(', ')})`

/** The last layer of a sequence, and the first: the two that meet where sequences are joined. */
export const lastOf = (description: Description): Description => inSequence(description).at(-1) ?? description
export const firstOf = (description: Description): Description => inSequence(description)[0] ?? description
