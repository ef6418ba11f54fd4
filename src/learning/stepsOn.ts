import { type Params, tensorsOf, type Value } from '../algebra/Value.js'
import { type Engine } from '../engine/Engine.js'
import { type Data, type Steps, steps as hideState } from '../layer/Layer.js'
import { fill, inOrder, keyOf, split } from '../layer/sequence/Series.js'
import { type AnyTensor } from '../tensor/Tensor.js'
import { compiled } from './compiled.js'

/** An output, and the state after it. */
type Stepped<B extends Value> = readonly [output: B, state: Data]

/** Compiles a step for states of one form and inputs of one shape. */
const stepFor = <P extends Params, A extends Value, B extends Value>(
  engine: Engine,
  step: (params: P, state: Data, input: A) => Stepped<B>,
  form: Data
): ((params: P, states: Params, input: A) => Stepped<B>) => {
  /** The form of the state after the step. The first run determines it. */
  let next: Data
  const run = compiled(engine, (params: P, states: Params, input: A): readonly [B, Params] => {
    const [output, state] = step(params, fill(form, inOrder(states)), input)
    const found: AnyTensor[] = []
    next = split(state, found)
    return [output, found]
  })
  return (params, states, input) => {
    const [output, found] = run(params, states, input)
    return [output, fill(next, inOrder(found))]
  }
}

/**
 * The steps of a layer on an engine. Numbers in a state, such as the position, are part of the compiled program. So the engine
 * compiles the steps of a recurrent layer once, and those of attention once per position.
 */
export const stepsOn =
  (engine: Engine) =>
  <P extends Params, A extends Value, B extends Value>({ start, step }: Steps<P, A, B>): Steps<P, A, B> => {
    const known = new Map<string, ReturnType<typeof stepFor<P, A, B>>>()
    // eslint-disable-next-line @typescript-eslint/consistent-type-assertions -- existential type: this step receives its states only
    const own = step as unknown as (params: P, state: Data, input: A) => Stepped<B>
    return hideState<P, A, B, Data>(start, (params, state, input) => {
      const states: AnyTensor[] = []
      const form = split(state, states)
      const key = [keyOf(form), ...tensorsOf(input).map(({ shape }) => shape.join())].join(' | ')
      const run = known.get(key) ?? stepFor(engine, own, form)
      known.set(key, run)
      return run(params, states, input)
    })
  }
