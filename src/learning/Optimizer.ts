import { descend } from '../algebra/fused.js'
import { combine, type Description, inOrder, type Parameter } from '../layer/Description.js'
import { finite } from '../tensor/range.js'
import { type Schedule } from './Schedule.js'
import { shown } from '../tensor/shown.js'
import { filledTensor, type Scalar } from '../tensor/Tensor.js'
import { nameParts, type Named, type Params, zipValues } from '../algebra/Value.js'

/**
 * A pure function that replaces the gradient of a network by another direction, and may keep a memory from step to step.
 *
 *     (memory, params, gradient) → (direction, memory)
 *
 * Transformations compose with optimizers: `precededBy` applies one to the gradient, `followedBy` to the direction that the
 * optimizer found. `transformation` and `statefulTransformation` build one.
 */
export interface Transformation {
  /** Name and settings, used for printing and saving. */
  readonly description: Description
  /** Names and shapes of the tensors in its memory, such as `0.weight.mean`. All are zero before the first step. */
  readonly memory: (parameters: readonly Parameter[]) => readonly Parameter[]
  /**
   * Transforms one gradient. The names and shapes of the parameters come first, so they are read once, not at every step.
   */
  readonly update: (
    parameters: readonly Parameter[]
  ) => <P extends Params>(memory: Params, params: P, gradient: P) => readonly [gradient: P, memory: Params]
}

/**
 * An optimizer: computes new parameters of a whole network from their gradient. It is a pure function, so its memory is an
 * argument and a result.
 *
 *     p ← p − η d
 *
 * η is the learning rate of the step, and d is the direction into which a transformation turns the gradient. Transformations
 * compose with it: `precededBy` transforms the gradient before the optimizer sees it, `followedBy` the direction it found.
 *
 * @example pipe(adam(0.001), precededBy(clipByGlobalNorm(1)), followedBy(forParameters(/weight$/, weightDecay(0.01))))
 */
export interface Optimizer {
  /** Name and settings, used for printing and saving. */
  readonly description: Description
  /** Learning rate η of a step. Steps are counted from 0. */
  readonly learningRate: (step: number) => number
  /** Turns the gradient into the direction d, before the learning rate is applied. */
  readonly direction: Transformation
  /**
   * Memory before the first step: a flat tuple of zero tensors, named by `direction.memory`, and empty without memory.
   */
  readonly init: (parameters: readonly Parameter[]) => Params
  /** Takes one step: returns the new parameters and the new memory. */
  readonly update: (
    parameters: readonly Parameter[]
  ) => <P extends Params>(
    learningRate: Scalar | number,
    memory: Params,
    params: P,
    gradient: P
  ) => readonly [params: P, memory: Params]
}

/**
 * Builds a transformation without memory.
 *
 *     g ← transform(params, g)
 *
 * @param description name and settings, made with `describe`
 * @param transform computes the new gradient with the operations of `Algebra`
 * @example
 * const halve = transformation(describe('halve'), (_, gradient) =>
 *   Values.mapValues(g => Algebra.scale(0.5, g))(gradient)
 * )
 */
export const transformation = (
  description: Description,
  transform: <P extends Params>(params: P, gradient: P) => P
): Transformation => ({
  description,
  memory: () => [],
  update: () => (memory, params, gradient) => [transform(params, gradient), memory]
})

/**
 * Builds a transformation with memory. Every name in `each` is a slot that holds one tensor per parameter, with the shape of
 * the parameter. Every name in `once` is a slot that holds one number. All are zero before the first step.
 *
 *     (memory, g) → (g, memory)
 *
 * @param description name and settings, made with `describe`
 * @param transform computes the direction and the new memory with the operations of `Algebra`
 * @example
 * const heavyBall = statefulTransformation(describe('heavyBall'), { each: ['velocity'] }, (memory, gradient) => {
 *   const velocity = Values.zipValues((v, g) => Algebra.add(Algebra.scale(0.9, v), g))(memory.velocity, gradient)
 *   return [velocity, { velocity }]
 * })
 */
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

/**
 * Makes names unique by adding primes to those that occurred before, so that every tensor of the memory can be saved by name.
 */
const distinct = (parameters: readonly Parameter[]): readonly Parameter[] => {
  const taken = new Set<string>()
  const free = (name: string): string => (taken.has(name) ? free(`${name}'`) : name)
  return parameters.map(({ name, shape }) => {
    const own = free(name)
    taken.add(own)
    return { name: own, shape }
  })
}

/** Applies one transformation, then the next. */
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

/**
 * The optimizer with this direction and these learning rates. `optimizer` also checks the learning rate and describes it.
 */
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
      return [zipValues((p, d) => descend(p, rate, d))(params, d), next]
    }
  }
})

/** Whether a learning rate is a schedule. JavaScript callers may pass neither a schedule nor a number. */
const isSchedule = (learningRate: number | Schedule | null): learningRate is Schedule =>
  typeof learningRate === 'object' && learningRate !== null && 'description' in learningRate

/** Requires a finite number. The settings of other libraries are one object, so for an object the error shows a call. */
const requireRate = (kind: string, rate: unknown): void => {
  if (typeof rate === 'number') finite(`${kind}: the learning rate`, rate)
  else {
    const call = typeof rate === 'object' && rate !== null ? `: it is the first argument, ${kind}(0.001)` : ''
    throw new RangeError(`${kind}: the learning rate must be a number or a schedule, found ${shown(rate)}${call}`)
  }
}

/**
 * Builds an optimizer from a learning rate and a direction.
 *
 *     p ← p − η d
 *
 * @param learningRate η: a number, or a schedule that gives one for every step. A negative rate is accepted: it ascends the
 * gradient.
 * @param direction turns the gradient into d
 * @throws RangeError if the learning rate is neither a finite number nor a schedule
 * @example optimizer(0.1, clipByGlobalNorm(1)) // gradient descent with clipping
 */
export const optimizer = (learningRate: number | Schedule, direction: Transformation): Optimizer => {
  // Composition flattens sequences, which would lose the learning rate of this one.
  const description =
    direction.description.kind === 'sequence' ? combine('optimizer', [direction.description]) : direction.description
  if (!isSchedule(learningRate)) {
    requireRate(description.kind, learningRate)
    return along(
      { ...description, configuration: { learningRate, ...description.configuration } },
      () => learningRate,
      direction
    )
  }
  return along({ ...description, parts: [learningRate.description, ...description.parts] }, learningRate.at, direction)
}

/**
 * Applies a transformation to the gradient before the optimizer sees it. Of several, the one added last is applied first.
 *
 * @example pipe(adam(0.001), precededBy(clipByGlobalNorm(1)))
 */
export const precededBy =
  (first: Transformation) =>
  ({ description, learningRate, direction }: Optimizer): Optimizer =>
    along(inOrder(first.description, description), learningRate, inSequence(first, direction))

/**
 * Applies a transformation to the direction that the optimizer found, before the direction is multiplied by the learning rate.
 * Of several, the one added last is applied last.
 *
 * @example pipe(adam(0.001), followedBy(weightDecay(0.01))) // AdamW
 */
export const followedBy =
  (next: Transformation) =>
  ({ description, learningRate, direction }: Optimizer): Optimizer =>
    along(inOrder(description, next.description), learningRate, inSequence(direction, next))
