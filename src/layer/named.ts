import { mapLeft, right } from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import { type Params, type Value } from '../algebra/Value.js'
import { shapeError } from '../tensor/Shape.js'
import { combinator } from './combinator.js'
import { describe, type Description, inName, type Parameter, showDescription } from './Description.js'
import { type Cache, type Layer } from './Layer.js'
import { sameRebuild } from './rebuilding.js'
import { requireLayer } from './requirements.js'
import { hasStatistics } from './trainingForm.js'

/** The parameters of every layer that has parameters, in the order of the tuple of the whole. */
const owners = ({ parameters, parts }: Description): readonly (readonly Parameter[])[] => [
  ...(parameters.length > 0 ? [parameters] : []),
  ...parts.flatMap(owners)
]

/**
 * Gives a name to a layer within the layers around it. Its parameters have the name as a prefix, wherever the layer is:
 * `encoder.weight` for one layer, `encoder.0.weight` for the first layer of a sequence.
 *
 *     forward    y = f(p, x)
 *     backward   [dp, dx] = f*(p, dy)
 *
 * The cache is the cache of the layer. Names inside names are joined: `encoder.attention.query.weight`.
 *
 * @param name name of the layer: at least one character, no dot, and not a number
 * @param body the layer
 * @throws RangeError if the name is not valid
 * @example
 * const encoder = pipe(dense(4, 8), andThen(tanh()))
 * const network = pipe(named('encoder', encoder), andThen(named('head', dense(8, 1))))
 * parametersOf(network.description).map(({ name }) => name) // encoder.0.weight, encoder.0.bias, head.weight, head.bias
 */
export function named<P extends Params, A extends Value, B extends Value>(
  name: string,
  body: Layer<P, A, B>
): Layer<P, A, B>
/**
 * Describes a composition of layers as one layer of a new kind, so that it is printed, saved and summarised as one layer.
 *
 * Every layer inside that has parameters gets a name. Its parameters are named `query.weight`, `query.bias`, without the indices
 * of parts. A named composition inside counts as one layer: `attention.query.weight`. The order of the parameters does not change.
 *
 * A codec builds the layer from its configuration alone: a catalogue row or `builtFrom` calls the function again.
 *
 * @param kind name of the function that builds the composition, such as `attention`
 * @param configuration arguments of that function, by name
 * @param names one name for every layer inside that has parameters, in order
 * @param composed the composition
 * @throws TypeError if the number of names differs from the number of layers with parameters, if two names are equal, or if the
 * composition has batch statistics, which a configuration does not contain
 * @example
 * const bottleneck = (features: number, hidden: number) =>
 *   named(
 *     'bottleneck',
 *     { features, hidden },
 *     ['down', 'up'],
 *     pipe(dense(features, hidden), andThen(tanh()), andThen(dense(hidden, features)))
 *   )
 * showDescription(bottleneck(8, 2).description) // 'bottleneck(8, 2)', with down.weight, down.bias, up.weight, up.bias
 */
export function named<P extends Params, A extends Value, B extends Value>(
  kind: string,
  configuration: Description['configuration'],
  names: readonly string[],
  composed: Layer<P, A, B>
): Layer<P, A, B>
export function named<P extends Params, A extends Value, B extends Value>(
  ...given:
    | readonly [name: string, body: Layer<P, A, B>]
    | readonly [
        kind: string,
        configuration: Description['configuration'],
        names: readonly string[],
        composed: Layer<P, A, B>
      ]
): Layer<P, A, B> {
  return given.length === 2 ? within(...given) : asOne(...given)
}

const within = <P extends Params, A extends Value, B extends Value>(
  name: string,
  body: Layer<P, A, B>
): Layer<P, A, B> => {
  requireLayer('named', body)
  if (!/^(?!\d+$)[^.]+$/.test(name))
    throw new RangeError(
      `named: the name must have at least one character, no dot, and must not be a number, found ${JSON.stringify(name)}`
    )
  const combination = combinator<readonly [Layer<P, A, B>], P, A, B, Cache>({
    kind: 'named',
    stepwise: 'parts',
    parts: [body],
    inputShape: body.inputShape,
    partShapes: input => right([input]),
    outputShape: ([output = []]) => right(output),
    partInput: (_, input) => input,
    passes: ([f]) => f,
    rebuild: ([calibrated]) => within(name, calibrated)
  })
  return sameRebuild(combination, { ...combination, description: inName(name, body.description) })
}

const asOne = <P extends Params, A extends Value, B extends Value>(
  kind: string,
  configuration: Description['configuration'],
  names: readonly string[],
  composed: Layer<P, A, B>
): Layer<P, A, B> => {
  const inside = owners(composed.description)
  if (inside.length !== names.length)
    throw new TypeError(`${kind}: ${inside.length} layers inside have parameters, found ${names.length} names`)
  if (new Set(names).size !== names.length)
    throw new TypeError(`${kind}: the names must differ, found ${names.join(', ')}`)
  if (hasStatistics(composed))
    throw new TypeError(`${kind}: a layer inside has batch statistics, which a named composition cannot save`)
  const description = describe(
    kind,
    configuration,
    names.flatMap((name, i) =>
      (inside[i] ?? []).map(parameter => ({ name: `${name}.${parameter.name}`, shape: parameter.shape }))
    )
  )
  return {
    ...composed,
    description,
    outputShape: input =>
      pipe(
        composed.outputShape(input),
        mapLeft(({ message }) => shapeError(`${showDescription(description)}: ${message}`))
      )
  }
}
