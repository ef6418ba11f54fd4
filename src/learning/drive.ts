import { type AsyncEngine, type Engine, type TensorFunction } from '../engine/Engine.js'
import { type AnyTensor } from '../tensor/Tensor.js'

/** A batch that a training needs before its next step. `read` takes it from a stream. */
export interface Reading<R> {
  readonly read: () => R
}

/** Either a call of a program, whose results are sent back to the generator, or a batch to read, or the next state. */
export type Turn<S, R> =
  { readonly program: TensorFunction; readonly inputs: readonly AnyTensor[] } | Reading<R> | { readonly state: S }

/** A training that leaves the calls of the engine and the reading to a driver. All calls are of the same program. */
export type Turns<S, R> = Generator<Turn<S, R>, void, readonly AnyTensor[]>

const noResults: readonly AnyTensor[] = []

/** Runs trainings on a synchronous engine. The program is compiled once. */
export const drive = ({ compile }: Engine) => {
  let run: TensorFunction | undefined
  return function* <S>(turns: Turns<S, void>): Generator<S, void, undefined> {
    let turn = turns.next(noResults).value
    while (turn) {
      let results = noResults
      if ('state' in turn) yield turn.state
      else if ('read' in turn) turn.read()
      else {
        run ??= compile(turn.program)
        results = run(...turn.inputs)
      }
      turn = turns.next(results).value
    }
  }
}

/**
 * Runs trainings on an asynchronous engine, or on batches that arrive later. The program is compiled once.
 *
 * An abort takes effect between two turns, because an engine cannot be interrupted: a running call finishes first. So no work
 * is pending once the sequence has rejected.
 */
export const driveAsync = (engine: AsyncEngine | Engine, signal?: AbortSignal) => {
  let run: ((...inputs: readonly AnyTensor[]) => readonly AnyTensor[] | Promise<readonly AnyTensor[]>) | undefined
  return async function* <S>(turns: Turns<S, void | Promise<void>>): AsyncGenerator<S, void, undefined> {
    signal?.throwIfAborted()
    let turn = turns.next(noResults).value
    while (turn) {
      let results = noResults
      if ('state' in turn) yield turn.state
      else if ('read' in turn) await turn.read()
      else {
        run ??= engine.compile(turn.program)
        results = await run(...turn.inputs)
      }
      signal?.throwIfAborted()
      turn = turns.next(results).value
    }
  }
}
