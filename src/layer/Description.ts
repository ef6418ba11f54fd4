import { elementCount, type Shape, showShape } from '../tensor/Shape.js'

/** Value of a setting of a layer. Settings are plain JSON, so that a description can be saved. */
export type Setting = string | number | boolean | null | readonly Setting[] | { readonly [name: string]: Setting }

/** Name and shape of one learnable parameter of a layer. */
export interface Parameter {
  /** Name within the layer, such as `weight`. */
  readonly name: string
  /** Shape of the tensor, without a batch axis. */
  readonly shape: Shape
}

/** The numbers that a layer takes. The laws draw only inputs in the domain. */
export interface Domain {
  /** The inputs are indices: whole numbers from 0 to `indicesBelow` − 1. Default: any numbers. */
  readonly indicesBelow?: number
  /** The inputs are greater than this number. Default: −∞. */
  readonly above?: number
  /** The inputs are less than this number. Default: ∞. */
  readonly below?: number
}

/** Description of a layer as plain data: enough to print it, draw it, save it and build it again. */
export interface Description {
  /** Name of the function that builds the layer, such as `dense`. */
  readonly kind: string
  /** Arguments of that function, by name. */
  readonly configuration: { readonly [name: string]: Setting }
  /** Parameters of this layer alone, without the parameters of its parts. */
  readonly parameters: readonly Parameter[]
  /** Descriptions of the layers that a combinator combines. Empty for other layers. */
  readonly parts: readonly Description[]
  /** The numbers that the layer takes. Default: any. */
  readonly domain?: Domain
  /**
   * Accuracy of the outputs, relative to the larger of 1 and |output|, of a layer that stops early or computes in few digits. The laws use
   * the tolerance that follows. Default: double precision.
   */
  readonly accuracy?: number
}

/**
 * Describes a layer that is not a combinator.
 *
 * @param kind name of the function that builds the layer
 * @param configuration arguments of that function, by name. Default: {}.
 * @param parameters names and shapes of the parameters, in the order of the layer's tuple. Default: [].
 * @param domain the numbers that the layer takes. Default: any.
 * @param accuracy relative accuracy of the outputs. Default: double precision.
 * @example describe('dense', { inputs: 2, outputs: 3 }, [
 *   { name: 'weight', shape: [3, 2] },
 *   { name: 'bias', shape: [3] }
 * ])
 * @example describe('logarithm', {}, [], { above: 0 })
 * @example describe('root', {}, [], {}, 1e-9) // Newton's method, stopped at 10⁻⁹
 */
export const describe = (
  kind: string,
  configuration: Description['configuration'] = {},
  parameters: readonly Parameter[] = [],
  domain?: Domain,
  accuracy?: number
): Description => ({
  kind,
  configuration,
  parameters,
  parts: [],
  ...(domain === undefined ? {} : { domain }),
  ...(accuracy === undefined ? {} : { accuracy })
})

/** Describes a combinator, from the descriptions of its parts. */
export const combine = (
  kind: string,
  parts: readonly Description[],
  configuration: Description['configuration'] = {}
): Description => ({ kind, configuration, parameters: [], parts })

const learning = '.training'

/** Describes the training form of a layer whose training and prediction differ: `dropout.training(0.5)`. */
export const asItLearns = (description: Description): Description => ({
  ...description,
  kind: `${description.kind}${learning}`
})

/**
 * Whether a kind names a training form. These are never saved: they hold the noise of one step or use the statistics of a
 * batch.
 */
export const isAsItLearns = (kind: string): boolean => kind.endsWith(learning)

const inSequence = (description: Description): readonly Description[] =>
  description.kind === 'sequence' ? description.parts : [description]

/** Description of the empty sequence, the unit of `inOrder`. */
export const nothing: Description = combine('sequence', [])

/**
 * Describes layers in sequence. Nested sequences become one flat list, and a list of one becomes its only description, so every
 * nesting has the same description.
 *
 * The name is not `then`: `await import` would treat a module that exports `then` as a promise and never resolve.
 */
export const inOrder = (...descriptions: readonly Description[]): Description => {
  const parts = descriptions.flatMap(inSequence)
  const [only] = parts
  return parts.length === 1 && only !== undefined ? only : combine('sequence', parts)
}

/** Describes a layer that has a name within the layers around it. */
export const inName = (name: string, part: Description): Description => combine('named', [part], { name })

/** The name of a layer within the layers around it. */
const nameOf = ({ kind, configuration: { name } }: Description): string | undefined =>
  kind === 'named' && typeof name === 'string' ? name : undefined

/** The same description without learnable parameters, such as the second use of a layer whose parameters are listed before. */
export const withoutParameters = ({ parts, ...rest }: Description): Description => ({
  ...rest,
  parameters: [],
  parts: parts.map(withoutParameters)
})

/**
 * Lists all parameters of a layer and its parts, in the order of the layer's tuple. The names have the index of the part as a
 * prefix, `2.weight`, or the name that `named` gave to the part: `encoder.weight`.
 *
 * @example parametersOf(pipe(dense(2, 3), andThen(tanh())).description) // 0.weight [3, 2], 0.bias [3]
 */
export const parametersOf = (description: Description): readonly Parameter[] => {
  const own = nameOf(description)
  return [
    ...description.parameters,
    ...description.parts.flatMap((part, i) => {
      const inside = parametersOf(part)
      // A named part brings its name, so that the index of its place is left out.
      const prefix = own ?? (nameOf(part) === undefined ? String(i) : undefined)
      return prefix === undefined ? inside : inside.map(({ name, shape }) => ({ name: `${prefix}.${name}`, shape }))
    })
  ]
}

/** Number of learnable numbers: the total size of all parameters. */
export const sizeOf = (description: Description): number =>
  parametersOf(description).reduce((total, { shape }) => total + elementCount(shape), 0)

const showSetting = (setting: Setting): string =>
  Array.isArray(setting)
    ? showShapeLike(setting)
    : typeof setting === 'object' && setting !== null
      ? JSON.stringify(setting)
      : String(setting)

/** Longest list that is printed in full. Longer lists, such as statistics, are printed as `[64 numbers]`. */
const longList = 4

const showShapeLike = (list: readonly Setting[]): string =>
  !list.every(item => typeof item === 'number')
    ? `[${list.map(showSetting).join(', ')}]`
    : list.length > longList
      ? `[${list.length} numbers]`
      : showShape(list)

/**
 * Prints a description as code: `dense(2, 3)`, `residual(sequence(dense(8, 8), tanh()))`. Lists of more than 4 numbers are
 * printed as `[64 numbers]`.
 *
 * @example showDescription(dense(2, 3).description) // 'dense(2, 3)'
 */
export const showDescription = ({ kind, configuration, parts }: Description): string =>
  `${kind}(${[...parts.map(showDescription), ...Object.values(configuration).map(showSetting)].join(', ')})`

/** The last layer of a sequence, or the layer itself. Error messages name the two layers that do not fit. */
export const lastOf = (description: Description): Description => inSequence(description).at(-1) ?? description

/** The first layer of a sequence, or the layer itself. */
export const firstOf = (description: Description): Description => inSequence(description)[0] ?? description

const least = (numbers: readonly (number | undefined)[]): number | undefined => {
  const known = numbers.filter(x => x !== undefined)
  return known.length === 0 ? undefined : Math.min(...known)
}

/**
 * The numbers that a layer takes: those of the first layer in a sequence, and the numbers that all parts of another combinator
 * take.
 *
 * @example domainOf(pipe(embedding<readonly [3], 4, 2>(4, 2), andThen(flatten())).description) // { indicesBelow: 4 }
 */
export const domainOf = ({ kind, parts, domain = {} }: Description): Domain => {
  const [first] = parts
  if (first === undefined) return domain
  if (kind === 'sequence') return domainOf(first)
  const domains = [domain, ...parts.map(domainOf)]
  const indicesBelow = least(domains.map(({ indicesBelow }) => indicesBelow))
  const above = least(domains.map(({ above }) => (above === undefined ? undefined : -above)))
  const below = least(domains.map(({ below }) => below))
  return {
    ...(indicesBelow === undefined ? {} : { indicesBelow }),
    ...(above === undefined ? {} : { above: -above }),
    ...(below === undefined ? {} : { below })
  }
}

/**
 * The accuracy of the outputs of a layer: the worst that it or one of its parts declares.
 *
 * @example accuracyOf(describe('root', {}, [], {}, 1e-9)) // 1e-9
 */
export const accuracyOf = ({ parts, accuracy = Number.EPSILON }: Description): number =>
  Math.max(accuracy, ...parts.map(accuracyOf))
