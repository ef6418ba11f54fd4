import { isNone, none, type Option, some } from 'fp-ts/lib/Option.js'
import { type Params, type Value } from '../algebra/Value.js'
import { showDescription } from './Description.js'
import { type Layer, type Steps, steps } from './Layer.js'

type Stepping<P extends Params, A extends Value, B extends Value> = Pick<Layer<P, A, B>, 'stepwise' | 'forward'>

/** The steps of a layer. `none` if the layer needs the whole sequence. */
export const stepsOf = <P extends Params, A extends Value, B extends Value>({
  stepwise,
  forward
}: Stepping<P, A, B>): Option<Steps<P, A, B>> =>
  isNone(stepwise)
    ? none
    : some(
        stepwise.value === 'alone'
          ? steps<P, A, B, null>(null, (params, state, input) => [forward(params, input)[0], state])
          : stepwise.value
      )

/**
 * The steps of a layer.
 *
 * @param name name of the caller, which starts the error message
 * @param parts the layers that the layer runs one after the other
 * @throws TypeError if the layer needs the whole sequence
 */
export const stepsOrThrow = <P extends Params, A extends Value, B extends Value>(
  name: string,
  layer: Layer<P, A, B>,
  parts: readonly Layer<Params, Value, Value>[]
): Steps<P, A, B> => {
  const found = stepsOf(layer)
  if (isNone(found))
    throw new TypeError(
      `${name}: ${showDescription(parts.find(({ stepwise }) => isNone(stepwise))?.description ?? layer.description)} needs the whole sequence, ` +
        'so it cannot take one position after the other; attention must be causal'
    )
  return found.value
}
