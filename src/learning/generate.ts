import { type Params } from '../algebra/Value.js'
import { type Engine } from '../engine/Engine.js'
import { partsOf } from '../layer/andThen.js'
import { type Layer } from '../layer/Layer.js'
import { stepsOrThrow } from '../layer/stepwise.js'
import { seed as seedOf, type Seed } from '../tensor/Random.js'
import { positiveInteger } from '../tensor/range.js'
import { type AnyTensor, type Batched, fromArray, toArray } from '../tensor/Tensor.js'
import { type Choice, chooseClass, requireChoice } from './chooseClass.js'
import { stepsOn } from './stepsOn.js'

/** Settings of `generate`. */
export interface Generation extends Choice {
  /** The class numbers to continue, at least one. */
  readonly prompt: readonly number[]
  /** Seed of the draws: a number, or a seed. */
  readonly seed: number | Seed
  /**
   * Longest sequence that the network takes. The network then starts again from the second half of that sequence. Default: no
   * limit.
   */
  readonly context?: number
  /**
   * Runs the network. Default: eager. A compiled engine is faster for recurrent networks. For attention it compiles every position
   * of the context, which takes longer than a short text.
   */
  readonly engine?: Engine
}

/** The logits of the last position. */
const lastRow = (logits: AnyTensor): readonly number[] => toArray(logits).slice(-(logits.shape.at(-1) ?? 1))

const asSequence = (classes: readonly number[]): AnyTensor => fromArray([1, classes.length], classes)

/**
 * Continues a sequence of class numbers, such as characters: draws the next class from the network's logits, again and again. An
 * iteration draws a class only when the class is requested, and every iteration starts at the prompt and yields the same classes.
 *
 * The network runs one position at a time, with the state of its layers (keys and values of attention, states of recurrent
 * layers). The logits have the same bits as those that `forward` computes for the whole sequence.
 *
 * @param network layer from class numbers [batch, time] to logits [batch, time, classes], with stepwise inference
 * @param params its parameters
 * @param settings `prompt`, `seed`, and optionally `temperature`, `topK`, `topP` (see `chooseClass`) and `context`
 * @returns an endless sequence of class numbers, without the prompt
 * @throws TypeError if a layer of the network needs the whole sequence, such as attention that is not causal
 * @throws RangeError if a setting is out of range, or the prompt is empty or longer than the context
 * @example
 * const gpt = pipe(
 *   embedding<readonly [16], 65, 8>(65, 8),
 *   andThen(learnedPositions(16, 8)),
 *   andThen(transformerBlock(8, 2, { causal: true })),
 *   andThen(perPosition(dense(8, 65)))
 * )
 * const [params] = gpt.init(Randoms.seed(1))
 * const writer = generate(gpt, params, { prompt: [1, 2], temperature: 0.8, topK: 40, seed: 1, context: 16 })
 * const [one, two] = writer // two class numbers
 */
export const generate = <P extends Params, T extends number, C extends number>(
  network: Layer<P, Batched<readonly [T]>, Batched<readonly [T, C]>>,
  params: P,
  { prompt, seed, context = Infinity, engine, ...choice }: Generation
): Iterable<number> => {
  const steps = stepsOrThrow('generate', network, partsOf(network))
  const { start, step } = engine === undefined ? steps : stepsOn(engine)(steps)
  requireChoice('generate', choice)
  if (context !== Infinity) positiveInteger('generate: context', context)
  if (prompt.length < 1 || prompt.length > context)
    throw new RangeError(
      `generate: the prompt must have 1 to ${context} class numbers, found ${prompt.length}: shorten the prompt`
    )
  return {
    *[Symbol.iterator]() {
      let next = typeof seed === 'number' ? seedOf(seed) : seed
      let state = start
      /** The positions since the start of the state, of which the last ones are still to be read. */
      let read: readonly number[] = []
      let unread = prompt
      for (;;) {
        if (read.length + unread.length > context) {
          unread = [...read, ...unread].slice(-Math.ceil(context / 2))
          read = []
          state = start
        }
        // eslint-disable-next-line @typescript-eslint/consistent-type-assertions -- a step takes any number of positions, which the type of the network fixes
        const [logits, after] = step(params, state, asSequence(unread) as Batched<readonly [T]>)
        const [drawn, following] = chooseClass(lastRow(logits), choice)(next)
        read = context === Infinity ? [] : [...read, ...unread]
        unread = [drawn]
        state = after
        next = following
        yield drawn
      }
    }
  }
}
