import { type AsyncEngine, type AsyncTensorFunction, type Engine, type TensorFunction } from '../engine/Engine.js'
import { type AnyTensor } from '../tensor/Tensor.js'

/** Either a call, whose answer is sent back to the generator, or the next state. */
export type Turn<S, C> = { readonly call: C } | { readonly state: S }

/** A training that leaves its calls to a driver. The first `next` of the generator takes no answer. */
export type Turns<S, C, R> = Generator<Turn<S, C>, void, R | undefined>

/** A call of a program on an engine. */
export interface ProgramCall {
  readonly program: TensorFunction
  readonly inputs: readonly AnyTensor[]
}

type Tensors = readonly AnyTensor[]

/** Runs trainings on a synchronous engine. All calls are of the same program, which is compiled once. */
export const drive = ({ compile }: Engine) => {
  let run: TensorFunction | undefined
  return function* <S>(turns: Turns<S, ProgramCall, Tensors>): Generator<S, void, undefined> {
    let turn = turns.next().value
    while (turn) {
      let results: Tensors | undefined
      if ('state' in turn) yield turn.state
      else {
        run ??= compile(turn.call.program)
        results = run(...turn.call.inputs)
      }
      turn = turns.next(results).value
    }
  }
}

/**
 * Runs trainings whose calls are answered later.
 *
 * An abort takes effect between two turns, because a call cannot be interrupted: a running one finishes first. So no work is
 * pending once the sequence has rejected.
 */
export const driveLater = <C, R>(answer: (call: C) => Promise<R>, signal?: AbortSignal) =>
  async function* <S>(turns: Turns<S, C, R>): AsyncGenerator<S, void, undefined> {
    signal?.throwIfAborted()
    let turn = turns.next().value
    while (turn) {
      let answered: R | undefined
      if ('state' in turn) yield turn.state
      else answered = await answer(turn.call)
      signal?.throwIfAborted()
      turn = turns.next(answered).value
    }
  }

/** Runs trainings on an asynchronous engine. All calls are of the same program, which is compiled once. */
export const driveAsync = ({ compile }: AsyncEngine, signal?: AbortSignal) => {
  let run: AsyncTensorFunction | undefined
  return driveLater(({ program, inputs }: ProgramCall) => {
    run ??= compile(program)
    return run(...inputs)
  }, signal)
}
