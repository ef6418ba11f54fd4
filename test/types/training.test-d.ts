/** Types of states, and of the fields that transformers add, are inferred in a pipe on synchronous and asynchronous engines. */
import { pipe } from 'fp-ts/lib/function.js'
import { type Option } from 'fp-ts/lib/Option.js'
import { type Task } from 'fp-ts/lib/Task.js'
import {
  adam,
  type AsyncEngine,
  type AsyncTrajectory,
  asBatch,
  type Dense,
  dense,
  earlyStopping,
  eager,
  type Engine,
  evaluateOn,
  history,
  javascript,
  lastState,
  learner,
  meanSquaredError,
  observe,
  onPlateau,
  type Params,
  take,
  tensor,
  train,
  type TrainingState,
  type Trajectory,
  trajectory,
  until
} from 'pullback'
import { expectTypeOf } from 'vitest'

const student = learner(dense(2, 1), meanSquaredError(), adam(0.01))
const data = { size: 1, inputs: asBatch(tensor([[0, 1]])), targets: asBatch(tensor([[1]])) }
const validate = evaluateOn(student, data, {})
type P = Dense<2, 1>
type State = TrainingState<P>
declare const engine: AsyncEngine

// The engine decides on the kind of sequence.

const now = trajectory(student, data, { from: 1 })
const later = trajectory(student, data, { from: 1, engine })
expectTypeOf(now).toEqualTypeOf<Trajectory<P>>()
expectTypeOf(trajectory(student, data, { from: 1, engine: javascript })).toEqualTypeOf<Trajectory<P>>()
expectTypeOf(trajectory(student, data, { from: 1, engine: { ...eager, name: 'mine' } })).toEqualTypeOf<Trajectory<P>>()
expectTypeOf(later).toEqualTypeOf<AsyncTrajectory<P>>()
expectTypeOf(later.from(2)).toEqualTypeOf<AsyncTrajectory<P>>()
declare const either: Engine | AsyncEngine
expectTypeOf(trajectory(student, data, { from: 1, engine: either })).toEqualTypeOf<Trajectory<P> | AsyncTrajectory<P>>()

// Only asynchronous engines take a signal.

trajectory(student, data, { from: 1, engine, signal: AbortSignal.timeout(1) })
// @ts-expect-error: a synchronous engine cannot be aborted
trajectory(student, data, { from: 1, engine: javascript, signal: AbortSignal.timeout(1) })
// @ts-expect-error: and eager is one
trajectory(student, data, { from: 1, signal: AbortSignal.timeout(1) })
// @ts-expect-error: an asynchronous engine needs `isAsync`
trajectory(student, data, { from: 1, engine: { name: 'mine', compile: engine.compile } })

// Without an annotation, at once.

type Best = State & { readonly best: State }
expectTypeOf(pipe(now, train(3))).toEqualTypeOf<State>()
expectTypeOf(pipe(now, take(3))).toEqualTypeOf<Iterable<State>>()
expectTypeOf(pipe(now, lastState)).toEqualTypeOf<Option<State>>()
expectTypeOf(
  pipe(
    now,
    until(s => s.params[0].shape[1] + s.loss > 2),
    lastState
  )
).toEqualTypeOf<Option<State>>()
expectTypeOf(
  pipe(
    now,
    earlyStopping(s => validate(s).loss, { patience: 3 }),
    train(200)
  )
).toEqualTypeOf<Best>()
expectTypeOf(
  pipe(
    now,
    onPlateau(s => validate(s).loss)
  )
).toEqualTypeOf<Trajectory<P>>()
expectTypeOf(
  pipe(
    now,
    observe(s => () => s.epoch < 3)
  )
).toEqualTypeOf<Task<Option<State>>>()

// Without an annotation, later.

expectTypeOf(pipe(later, train(3))).toEqualTypeOf<Task<State>>()
expectTypeOf(pipe(later, take(3))).toEqualTypeOf<AsyncIterable<State>>()
expectTypeOf(pipe(later, lastState)).toEqualTypeOf<Task<Option<State>>>()
expectTypeOf(
  pipe(
    later,
    until(s => s.params[0].shape[1] + s.loss > 2),
    lastState
  )
).toEqualTypeOf<Task<Option<State>>>()
expectTypeOf(
  pipe(
    later,
    earlyStopping(s => validate(s).loss, { patience: 3 }),
    train(200)
  )
).toEqualTypeOf<Task<Best>>()
expectTypeOf(
  pipe(
    later,
    onPlateau(s => validate(s).loss)
  )
).toEqualTypeOf<AsyncTrajectory<P>>()
expectTypeOf(
  pipe(
    later,
    observe(s => () => s.epoch < 3)
  )
).toEqualTypeOf<Task<Option<State>>>()

// All together: each sees what those before it add.

const together = pipe(
  now,
  onPlateau(s => s.loss),
  history(s => ({ epoch: s.epoch, ...validate(s) })),
  earlyStopping(s => s.history.length + s.loss, { patience: 3 }),
  until(s => s.best.history.length > 3),
  take(3),
  train(200)
)
expectTypeOf(together.history).toEqualTypeOf<readonly { loss: number; epoch: number }[]>()
expectTypeOf(together.best.params).toEqualTypeOf<P>()
const togetherLater = pipe(
  later,
  onPlateau(s => s.loss),
  history(s => ({ epoch: s.epoch, ...validate(s) })),
  earlyStopping(s => s.history.length + s.loss, { patience: 3 }),
  until(s => s.best.history.length > 3),
  take(3),
  train(200)
)
expectTypeOf(togetherLater).toEqualTypeOf<Task<typeof together>>()

pipe(
  later,
  // @ts-expect-error: a state has no best before something adds it
  until(s => s.best === s)
)
// @ts-expect-error: a task is not its result
export const { params } = pipe(later, train(3))

// A plateau goes on from its states: behind what only reads them it cannot.

pipe(
  now,
  // @ts-expect-error: a sequence is not a trajectory any more
  take(3),
  onPlateau(s => s.loss)
)

// Of any parameters, and outside a pipe.

export const generic = <Q extends Params>(one: Trajectory<Q>, other: AsyncTrajectory<Q>) =>
  [
    train(3)(one),
    pipe(
      other,
      onPlateau(s => s.loss),
      train(3)
    )
  ] satisfies readonly [TrainingState<Q>, Task<TrainingState<Q>>]
expectTypeOf(
  earlyStopping(({ value }: { readonly value: number }) => value, { patience: 3 })([{ value: 3 }])
).toEqualTypeOf<Iterable<{ readonly value: number } & { readonly best: { readonly value: number } }>>()
