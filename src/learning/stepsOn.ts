import { formed, type Params, tensorsOf, type Value } from '../algebra/Value.js'
import { type Engine } from '../engine/Engine.js'
import { type Data, type Steps, steps as hideState } from '../layer/Layer.js'
import { fill, inOrder, keyOf, split } from '../layer/sequence/Series.js'
import { type AnyTensor } from '../tensor/Tensor.js'

/** An output, and the state after it. */
type Stepped<B extends Value> = readonly [output: B, state: Data]

/** Compiles a step for states of one form and inputs of one shape. */
const compiled = <P extends Params, A extends Value, B extends Value>(
  engine: Engine,
  step: (params: P, state: Data, input: A) => Stepped<B>,
  form: Data,
  count: number
): ((params: P, states: readonly AnyTensor[], input: A) => Stepped<B>) => {
  let given: readonly [P, A]
  /** Arranges tensors like the results of the step. */
  let arranged: (results: readonly AnyTensor[]) => Stepped<B>
  const run = engine.compile((...tensors) => {
    const states = inOrder(tensors.slice(0, count))
    const [params, input] = formed(given, tensors, count)
    const [output, state] = step(params, fill(form, states), input)
    const found: AnyTensor[] = []
    const next = split(state, found)
    arranged = results => [formed(output, results), fill(next, inOrder(results.slice(tensorsOf(output).length)))]
    return [...tensorsOf(output), ...found]
  })
  return (params, states, input) => {
    given = [params, input]
    const results = run(...states, ...params, ...tensorsOf(input))
    // The first run has set it.
    return arranged(results)
  }
}

/**
 * The steps of a layer on an engine. Numbers in a state, such as the position, are part of the compiled program. So the engine
 * compiles the steps of a recurrent layer once, and those of attention once per position.
 */
export const stepsOn =
  (engine: Engine) =>
  <P extends Params, A extends Value, B extends Value>({ start, step }: Steps<P, A, B>): Steps<P, A, B> => {
    const known = new Map<string, ReturnType<typeof compiled<P, A, B>>>()
    // eslint-disable-next-line @typescript-eslint/consistent-type-assertions -- existential type: this step receives its states only
    const own = step as unknown as (params: P, state: Data, input: A) => Stepped<B>
    return hideState<P, A, B, Data>(start, (params, state, input) => {
      const states: AnyTensor[] = []
      const form = split(state, states)
      const key = [keyOf(form), ...tensorsOf(input).map(({ shape }) => shape.join())].join(' | ')
      const run = known.get(key) ?? compiled(engine, own, form, states.length)
      known.set(key, run)
      return run(params, states, input)
    })
  }
