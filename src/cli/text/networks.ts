/** The networks of `pullback text`: from class numbers [batch, time] to logits [batch, time, vocabulary]. */
import { pipe } from 'fp-ts/lib/function.js'
import {
  andThen,
  dense,
  type Dense,
  embedding,
  eraseTypes,
  Initializers,
  layerNorm,
  learnedPositions,
  lstm,
  perPosition,
  repeat,
  rnn,
  transformerBlock,
  type UntypedLayer
} from '../../index.js'

/** Sizes of a network. */
export interface Sizes {
  /** Number of different characters or bytes. */
  readonly vocabulary: number
  /** Longest sequence of the transformer. */
  readonly context: number
  readonly width: number
  readonly layers: number
}

/** Heads of the transformer's attention. */
export const heads = 4

const toLogits = (width: number, vocabulary: number) =>
  perPosition<number, Dense<number, number>, readonly [number], readonly [number]>(dense(width, vocabulary))

const gpt = ({ vocabulary, context, width, layers }: Sizes): UntypedLayer =>
  eraseTypes(
    pipe(
      // As small as the positions, so that a position can be told from another one.
      embedding<readonly [number], number, number>(vocabulary, width, { weight: Initializers.normal(0, 0.02) }),
      andThen(learnedPositions(context, width)),
      andThen(repeat(layers, transformerBlock<number, number, number>(width, heads, { causal: true, rotary: true }))),
      andThen(layerNorm<number, readonly [number]>(width)),
      andThen(toLogits(width, vocabulary))
    )
  )

const recurrent =
  (layer: typeof lstm | typeof rnn) =>
  ({ vocabulary, width, layers }: Sizes): UntypedLayer =>
    eraseTypes(
      pipe(
        embedding<readonly [number], number, number>(vocabulary, width),
        andThen(repeat(layers, layer<number, number, number>(width, width))),
        andThen(toLogits(width, vocabulary))
      )
    )

/** The networks by name, with their default number of layers. */
export const networks = {
  gpt: { layers: 4, build: gpt },
  lstm: { layers: 1, build: recurrent(lstm) },
  rnn: { layers: 1, build: recurrent(rnn) }
} as const
