/** Exercises: what a student writes, the laws that grade it, and the mistakes that are known by name. */
import * as fc from 'fast-check'
import { type Params, replaceParams, tensorsOf, type Value } from '../../src/algebra/Value.js'
import { type UntypedLayer } from '../../src/layer/AnyLayer.js'
import { eraseTypes } from '../../src/layer/eraseTypes.js'
import { type Data, type Definition, layer, type Passes } from '../../src/layer/Layer.js'
import { eraseLossTypes, type Loss, type UntypedLoss } from '../../src/learning/Loss.js'
import { type Optimizer } from '../../src/learning/Optimizer.js'
import { type Shape } from '../../src/tensor/Shape.js'
import { type AnyTensor, isAnyTensor, toArray, toNumber } from '../../src/tensor/Tensor.js'
import { layerCase } from '../generator/layer.js'
import { lossCase } from '../generator/loss.js'
import { exhibitsOfOptimizer, optimizerCase, parameters } from '../generator/optimizer.js'
import { fails, holds, type Law, thrown } from '../law/Law.js'
import { lawOver } from '../law/lawOver.js'
import { lawsOf } from '../layer/layerLaws.js'
import { lawsOfLoss } from '../learning/lossLaws.js'
import { lawsOfOptimizer } from '../learning/optimizerLaws.js'
import { type LossSubject } from '../subject/losses.js'
import { type Subject } from '../subject/Subject.js'
import { firstDifference } from '../value/near.js'
import { requireParams, requireValue } from '../value/Passes.js'
import { shapesOf } from '../value/Numbers.js'

/** The functions that a student's file exports, by name. */
export type Solution = Readonly<Record<string, unknown>>

/** What one of the functions gives on a draw: numbers with their shapes, or the text of what it throws. */
export type Outcome = string | readonly (readonly [shape: Shape, numbers: readonly number[]])[]

/** The outcomes of a solution on a draw, by the law that they concern. */
export type Outcomes = Readonly<Record<string, Outcome>>

/** A known mistake. */
export interface Mistake {
  /** What was done, as a clause: `the mean over the batch was taken instead of the sum`. */
  readonly name: string
  /** The functions with this mistake. */
  readonly solution: Solution
}

/** An exercise: a function and its gradient to write, and how they are graded. */
export interface Exercise {
  /** The number of the exercise. */
  readonly id: number
  /** A short name, such as `dense`. */
  readonly name: string
  readonly title: string
  /** The file that a student starts from. */
  readonly skeleton: string
  /** Three hints, from the idea to the formula. */
  readonly hints: readonly [string, string, string]
  /** Points for each law, by its kind. The first law is a gate: without it there are no points. */
  readonly weights: Readonly<Record<string, number>>
  /** The right functions. */
  readonly reference: Solution
  /** At least five mistakes that the grader knows by name. */
  readonly mistakes: readonly Mistake[]
  /** The laws of a solution, the reference law first. */
  readonly laws: (solution: Solution) => readonly Law[]
  /** Calls a solution on some draws, which `seed` selects. */
  readonly outcomes: (solution: Solution, seed: number) => readonly Outcomes[]
}

/** The texts of an exercise. */
type Texts = Pick<Exercise, 'id' | 'name' | 'title' | 'skeleton' | 'hints' | 'weights'>

const draws = 6

const leavesOf = (found: unknown): readonly AnyTensor[] =>
  isAnyTensor(found) ? [found] : Array.isArray(found) ? found.flatMap(leavesOf) : []

const outcome = (call: () => unknown): Outcome => {
  try {
    return leavesOf(call()).map(tensor => [tensor.shape, toArray(tensor)])
  } catch (error) {
    return thrown(error)
  }
}

type UntypedPasses = Pick<UntypedLayer, 'forward' | 'backward'>

const areFunctions = (found: Solution, names: readonly string[]): boolean =>
  names.every(name => typeof found[name] === 'function')

/** The laws check what the functions of a student return. */
const hasPasses = (found: Solution): found is Solution & UntypedPasses => areFunctions(found, ['forward', 'backward'])

/** The layer of the exercise with the functions of a solution. */
const withPasses = (own: UntypedLayer, found: Solution): UntypedLayer =>
  hasPasses(found) ? { ...own, forward: found.forward, backward: found.backward } : own

/** An exercise on a layer: `forward` and `backward`. */
export const ofLayer = <P extends Params, A extends Value, B extends Value, C extends Data>(
  texts: Texts,
  definition: Definition<P, A, B, C>,
  mistakes: readonly ({ readonly name: string } & Partial<Passes<P, A, B, C>>)[],
  known: Partial<Pick<Subject, 'shapes' | 'input'>> = {}
): Exercise => {
  const like = eraseTypes(layer(definition))
  const { forward, backward } = definition
  const subjectOf = (solution: Solution): Subject => ({
    name: texts.name,
    ...known,
    like,
    layers: [withPasses(like, solution)]
  })
  return {
    ...texts,
    reference: { forward, backward },
    mistakes: mistakes.map(({ name, ...passes }) => ({ name, solution: { forward, backward, ...passes } })),
    laws: solution => lawsOf(subjectOf(solution)),
    outcomes: (solution, seed) => {
      const own = withPasses(like, solution)
      return fc
        .sample(layerCase({ name: texts.name, ...known, layers: [like] }, 'generic'), { numRuns: draws, seed })
        .map(({ params, input, outputGradient }) => {
          const gradients = (part: number) =>
            outcome(() => own.backward(params, own.forward(params, input)[1], outputGradient)[part])
          return {
            reference: outcome(() => own.forward(params, input)[0]),
            'parameter gradient': gradients(0),
            'input gradient': gradients(1)
          }
        })
    }
  }
}

const hasLoss = (found: Solution): found is Solution & Pick<UntypedLoss, 'value' | 'gradient'> =>
  areFunctions(found, ['value', 'gradient'])

/** An exercise on a loss: `value` and `gradient`. */
export const ofLoss = <B extends Value, T extends Value>(
  texts: Texts,
  right: Loss<B, T>,
  mistakes: readonly ({ readonly name: string } & Partial<Pick<Loss<B, T>, 'value' | 'gradient'>>)[],
  known: Omit<LossSubject, 'name' | 'loss'> = {}
): Exercise => {
  const like = eraseLossTypes(right)
  const { value, gradient } = right
  const lossOf = (found: Solution): UntypedLoss =>
    hasLoss(found) ? { ...like, value: found.value, gradient: found.gradient } : like
  const subjectOf = (loss: UntypedLoss): LossSubject => ({ name: texts.name, ...known, loss })
  const reference = (loss: UntypedLoss): Law =>
    lawOver({
      arbitrary: lossCase(subjectOf(loss), 'special'),
      exhibits: ({ prediction, target }) => [
        ['prediction', String(prediction)],
        ['target', String(target)]
      ]
    })(`${texts.name}: reference`, 'value equals that of the reference', ({ prediction, target }) => {
      const expected = like.value(prediction, target)
      const found = requireValue('the value', loss.value(prediction, target), shapesOf(expected))
      return firstDifference(found, expected) === undefined
        ? holds()
        : fails(
            `value gives ${tensorsOf(found).flatMap(toArray).join()} where the reference gives ${toNumber(expected)}`
          )
    })
  return {
    ...texts,
    reference: { value, gradient },
    mistakes: mistakes.map(({ name, ...functions }) => ({ name, solution: { value, gradient, ...functions } })),
    laws: solution => {
      const loss = lossOf(solution)
      return [reference(loss), ...lawsOfLoss(subjectOf(loss))]
    },
    outcomes: (solution, seed) => {
      const loss = lossOf(solution)
      return fc
        .sample(lossCase(subjectOf(like), 'generic'), { numRuns: draws, seed })
        .map(({ prediction, target }) => ({
          reference: outcome(() => loss.value(prediction, target)),
          gradient: outcome(() => loss.gradient(prediction, target))
        }))
    }
  }
}

/** A step of an optimizer for one tensor. */
export type OneStep = (
  rate: number,
  velocity: AnyTensor,
  parameter: AnyTensor,
  gradient: AnyTensor
) => readonly [parameter: AnyTensor, velocity: AnyTensor]

const hasStep = (found: Solution): found is Solution & { readonly step: OneStep } => areFunctions(found, ['step'])

/** The optimizer that takes the steps of a solution. */
const withStep = (like: Optimizer, found: Solution): Optimizer =>
  hasStep(found)
    ? {
        ...like,
        update: () => (rate, memory, params, gradient) => {
          const number = typeof rate === 'number' ? rate : toNumber(rate)
          const steps = params.map((parameter, i) =>
            found.step(number, memory[i] ?? parameter, parameter, gradient[i] ?? parameter)
          )
          const everywhere = params.map(() => true)
          return [
            replaceParams(
              params,
              everywhere,
              steps.map(([parameter]) => parameter)
            ),
            steps.map(([, velocity]) => velocity)
          ]
        }
      }
    : like

/** The parameters after steps with these gradients. */
const afterSteps = (optimizer: Optimizer, start: Params, gradients: readonly Params[]): Params => {
  const update = optimizer.update(parameters)
  const first: readonly [Params, Params] = [start, optimizer.init(parameters)]
  return gradients.reduce(
    ([params, memory], gradient, step): readonly [Params, Params] =>
      update(optimizer.learningRate(step), memory, params, gradient),
    first
  )[0]
}

/** An exercise on an optimizer with one velocity for each parameter: `step`. */
export const ofOptimizer = (
  texts: Texts,
  like: Optimizer,
  step: OneStep,
  mistakes: readonly { readonly name: string; readonly step: OneStep }[]
): Exercise => {
  const equal = (optimizer: Optimizer, name: string, statement: string, count: number): Law =>
    lawOver({ arbitrary: optimizerCase(optimizer, 'generic'), exhibits: exhibitsOfOptimizer })(
      `${texts.name}: ${name}`,
      statement,
      ({ params, gradients }) => {
        const some = gradients.slice(0, count)
        const expected = afterSteps(like, params, some)
        const found = requireParams('the parameters', afterSteps(optimizer, params, some), expected)
        const difference = firstDifference(found, expected)
        return difference === undefined
          ? holds()
          : fails(`a parameter becomes ${difference.one} where the reference gives ${difference.other}`)
      }
    )
  return {
    ...texts,
    reference: { step },
    mistakes: mistakes.map(({ name, step }) => ({ name, solution: { step } })),
    laws: solution => {
      const optimizer = withStep(like, solution)
      return [
        equal(optimizer, 'reference', 'the first step equals that of the reference', 1),
        equal(optimizer, 'later steps', 'three steps equal those of the reference', 3),
        ...lawsOfOptimizer({ name: texts.name, optimizer })
      ]
    },
    outcomes: (solution, seed) => {
      const optimizer = withStep(like, solution)
      return fc.sample(optimizerCase(like, 'generic'), { numRuns: draws, seed }).map(({ params, gradients }) => ({
        reference: outcome(() => afterSteps(optimizer, params, gradients.slice(0, 1))),
        'later steps': outcome(() => afterSteps(optimizer, params, gradients))
      }))
    }
  }
}
