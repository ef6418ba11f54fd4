/**
 * How a gradient changes the parameters of a whole network: a pure function from a memory to the next.
 *
 *     p ← p − η d
 *
 * An optimizer is a learning rate η and a transformation that makes the direction d of the gradient. Transformations
 * compose: before an optimizer they change the gradient that it sees, after it the direction that it found.
 *
 *     pipe(adam(0.001), precededBy(clipByGlobalNorm(1)), followedBy(forParameters(/weight$/, weightDecay(0.01))))
 */
import { scale, subtract } from '../algebra/Algebra.js'
import { combine, type Description, inOrder, type Parameter } from '../layer/Description.js'
import { finite } from '../tensor/range.js'
import { type Schedule } from './Schedule.js'
import { filledTensor, type Scalar } from '../tensor/Tensor.js'
import { nameParts, type Named, type Params, zipValues } from '../algebra/Value.js'

/** Makes one gradient of another, and may remember something for the next step. */
export interface Transformation {
  readonly description: Description
  /** The names and shapes of what it remembers: `0.weight.mean`. All of it is zero before the first step. */
  readonly memory: (parameters: readonly Parameter[]) => readonly Parameter[]
  readonly update: (
    parameters: readonly Parameter[]
  ) => <P extends Params>(memory: Params, params: P, gradient: P) => readonly [gradient: P, memory: Params]
}

export interface Optimizer {
  readonly description: Description
  /** The learning rate of a step, counted from 0. */
  readonly learningRate: (step: number) => number
  /** Makes the direction to go, before the learning rate, of the gradient. */
  readonly direction: Transformation
  /** What is remembered before the first step: a flat tuple of tensors, empty where nothing is; `direction.memory` names them. */
  readonly init: (parameters: readonly Parameter[]) => Params
  readonly update: (
    parameters: readonly Parameter[]
  ) => <P extends Params>(
    learningRate: Scalar | number,
    memory: Params,
    params: P,
    gradient: P
  ) => readonly [params: P, memory: Params]
}

/** A transformation that remembers nothing. */
export const transformation = (
  description: Description,
  transform: <P extends Params>(params: P, gradient: P) => P
): Transformation => ({
  description,
  memory: () => [],
  update: () => (memory, params, gradient) => [transform(params, gradient), memory]
})

/** A transformation that remembers one tensor for `each` parameter under every name, and `once` a number under every name. */
export const statefulTransformation = <Each extends string, Once extends string = never>(
  description: Description,
  { each, once = [] }: { readonly each: readonly Each[]; readonly once?: readonly Once[] },
  transform: <P extends Params>(
    memory: Named<P, Each, Once>,
    gradient: P
  ) => readonly [gradient: P, memory: Named<P, Each, Once>]
): Transformation => ({
  description,
  memory: parameters => [
    ...each.flatMap(slot => parameters.map(({ name, shape }) => ({ name: `${name}.${slot}`, shape }))),
    ...once.map(name => ({ name, shape: [] }))
  ],
  update: () => (memory, _, gradient) => {
    const [direction, next] = transform(nameParts(each, once, gradient, memory), gradient)
    return [direction, [...each.flatMap((slot): Params => next[slot]), ...once.map((slot): Scalar => next[slot])]]
  }
})

/** A name that was there before gets a prime, so that whatever is remembered can be saved by name. */
const distinct = (parameters: readonly Parameter[]): readonly Parameter[] => {
  const taken = new Set<string>()
  const free = (name: string): string => (taken.has(name) ? free(`${name}'`) : name)
  return parameters.map(({ name, shape }) => {
    const own = free(name)
    taken.add(own)
    return { name: own, shape }
  })
}

/** First one transformation, then the next. */
const inSequence = (first: Transformation, next: Transformation): Transformation => ({
  description: inOrder(first.description, next.description),
  memory: parameters => distinct([...first.memory(parameters), ...next.memory(parameters)]),
  update: parameters => {
    const count = first.memory(parameters).length
    const one = first.update(parameters)
    const other = next.update(parameters)
    return (memory, params, gradient) => {
      const [between, remembered] = one(memory.slice(0, count), params, gradient)
      const [direction, rest] = other(memory.slice(count), params, between)
      return [direction, [...remembered, ...rest]]
    }
  }
})

/** The optimizer that goes along a direction, at these learning rates. */
export const along = (
  description: Description,
  learningRate: Optimizer['learningRate'],
  direction: Transformation
): Optimizer => ({
  description,
  learningRate,
  direction,
  init: parameters => direction.memory(parameters).map(({ shape }) => filledTensor(shape, 0)),
  update: parameters => {
    const transform = direction.update(parameters)
    return (rate, memory, params, gradient) => {
      const [d, next] = transform(memory, params, gradient)
      return [zipValues((p, d) => subtract(p, scale(rate, d)))(params, d), next]
    }
  }
})

/** Whether a learning rate is a schedule; in JavaScript it may also be neither a schedule nor a number. */
const isSchedule = (learningRate: number | Schedule | null): learningRate is Schedule =>
  typeof learningRate === 'object' && learningRate !== null && 'description' in learningRate

/**
 * The optimizer that goes along a direction.
 *
 * @throws RangeError if the learning rate is neither a finite number nor a schedule
 */
export const optimizer = (learningRate: number | Schedule, direction: Transformation): Optimizer => {
  // A sequence would be flattened into the next one, and its learning rate lost.
  const description =
    direction.description.kind === 'sequence' ? combine('optimizer', [direction.description]) : direction.description
  if (!isSchedule(learningRate)) {
    finite(`${description.kind}: the learning rate`, learningRate)
    return along(
      { ...description, configuration: { learningRate, ...description.configuration } },
      () => learningRate,
      direction
    )
  }
  return along({ ...description, parts: [learningRate.description, ...description.parts] }, learningRate.at, direction)
}

/** Transforms the gradient before the optimizer sees it. */
export const precededBy =
  (first: Transformation) =>
  ({ description, learningRate, direction }: Optimizer): Optimizer =>
    along(inOrder(first.description, description), learningRate, inSequence(first, direction))

/** Transforms the direction that the optimizer found, before it is multiplied by the learning rate. */
export const followedBy =
  (next: Transformation) =>
  ({ description, learningRate, direction }: Optimizer): Optimizer =>
    along(inOrder(description, next.description), learningRate, inSequence(direction, next))
