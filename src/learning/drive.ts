import { type AsyncEngine, type AsyncTensorFunction, type Engine, type TensorFunction } from '../engine/Engine.js'
import { type AnyTensor } from '../tensor/Tensor.js'

/** Either a call of a program, whose results are sent back to the generator, or the next state. */
export type Turn<S> =
  { readonly program: TensorFunction; readonly inputs: readonly AnyTensor[] } | { readonly state: S }

/** A training that leaves the calls of the engine to a driver. All calls are of the same program. */
export type Turns<S> = Generator<Turn<S>, void, readonly AnyTensor[]>

const noResults: readonly AnyTensor[] = []

/** Runs trainings on a synchronous engine. The program is compiled once. */
export const drive = ({ compile }: Engine) => {
  let run: TensorFunction | undefined
  return function* <S>(turns: Turns<S>): Generator<S, void, undefined> {
    let turn = turns.next(noResults).value
    while (turn) {
      let results = noResults
      if ('state' in turn) yield turn.state
      else {
        run ??= compile(turn.program)
        results = run(...turn.inputs)
      }
      turn = turns.next(results).value
    }
  }
}

/**
 * Runs trainings on an asynchronous engine. The program is compiled once.
 *
 * An abort takes effect between two turns, because an engine cannot be interrupted: a running call finishes first. So no work
 * is pending once the sequence has rejected.
 */
export const driveAsync = ({ compile }: AsyncEngine, signal?: AbortSignal) => {
  let run: AsyncTensorFunction | undefined
  return async function* <S>(turns: Turns<S>): AsyncGenerator<S, void, undefined> {
    signal?.throwIfAborted()
    let turn = turns.next(noResults).value
    while (turn) {
      let results = noResults
      if ('state' in turn) yield turn.state
      else {
        run ??= compile(turn.program)
        results = await run(...turn.inputs)
      }
      signal?.throwIfAborted()
      turn = turns.next(results).value
    }
  }
}
