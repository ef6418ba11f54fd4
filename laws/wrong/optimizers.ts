/** Wrong optimizers: each has one mistake that somebody has made. */
import { abs, add, scale, subtract, sumOfAll, where } from '../../src/algebra/Algebra.js'
import { describe } from '../../src/layer/Description.js'
import { type Optimizer, optimizer, transformation } from '../../src/learning/Optimizer.js'
import { adam } from '../../src/learning/optimizer/adam.js'
import { momentum } from '../../src/learning/optimizer/momentum.js'
import { sgd } from '../../src/learning/optimizer/sgd.js'
import { filledTensor, rowMajorNumbers, toNumber } from '../../src/tensor/Tensor.js'
import { mapValues, type Params } from '../../src/algebra/Value.js'
import { optimizerLaws } from '../learning/optimizerLaws.js'
import { type Wrong } from './Wrong.js'

const wrong = (name: string, made: Optimizer): Wrong => ({ name, laws: optimizerLaws(made, { name: 'optimizer' }) })

/** Gradient descent along another direction. */
const along = (direction: <P extends Params>(params: P, gradient: P) => P): Optimizer =>
  optimizer(0.1, transformation(describe('wrong'), direction))

const heavy = momentum(0.02)

/** The same optimizer with other steps. */
const stepping = (
  right: Optimizer,
  change: (step: ReturnType<Optimizer['update']>) => ReturnType<Optimizer['update']>
): Optimizer => ({ ...right, update: parameters => change(right.update(parameters)) })

export const wrongOptimizers: readonly Wrong[] = [
  wrong(
    'ascends instead of descending',
    along((_, gradient) => mapValues(g => scale(-1, g))(gradient))
  ),
  wrong('a learning rate of zero', sgd(0)),
  wrong(
    'steps that are three times too large',
    along((_, gradient) => mapValues(g => scale(3, g))(gradient))
  ),
  wrong(
    'a memory that never changes',
    stepping(heavy, step => (rate, memory, params, gradient) => [step(rate, memory, params, gradient)[0], memory])
  ),
  wrong(
    'a memory that is not used',
    stepping(heavy, step => (rate, memory, params, gradient) => {
      const nothing = mapValues(m => scale(0, m))(memory)
      return [step(rate, nothing, params, gradient)[0], step(rate, memory, params, gradient)[1]]
    })
  ),
  wrong('a memory of other shapes than stated', { ...heavy, init: () => [filledTensor([2, 2], 0)] }),
  wrong('two tensors of memory with the same name', {
    ...heavy,
    direction: {
      ...heavy.direction,
      memory: parameters => heavy.direction.memory(parameters).map(({ shape }) => ({ name: 'velocity', shape }))
    }
  }),
  wrong(
    'changes the gradient in place',
    along((_, gradient) => {
      gradient.forEach(g => rowMajorNumbers(g).forEach((x, i, all) => (all[i] = x / 2)))
      return gradient
    })
  ),
  wrong(
    'negates the zeros of the gradient in place',
    along((_, gradient) => {
      gradient.forEach(g => rowMajorNumbers(g).forEach((x, i, all) => (all[i] = x === 0 ? -0 : x)))
      return gradient
    })
  ),
  wrong(
    'overflows for gradients above 500',
    along((_, gradient) => mapValues(g => where(subtract(abs(g), 500), scale(Infinity, g), g))(gradient))
  ),
  wrong('counts its steps outside of the memory', counting()),
  wrong(
    'a constant added to every gradient',
    along((_, gradient) => mapValues(g => add(g, 0.01))(gradient))
  ),
  wrong(
    'divides by a norm that may be zero',
    along((_, gradient) => mapValues(g => scale(1 / Math.hypot(...rowMajorNumbers(g)), g))(gradient))
  ),
  wrong(
    'one number added to all entries of a tensor',
    along((_, gradient) => mapValues(g => add(g, 0.1 * toNumber(sumOfAll(g))))(gradient))
  ),
  wrong(
    'a memory that overflows',
    stepping(
      adam(0.05),
      step => (rate, memory, params, gradient) => step(rate, memory, params, mapValues(g => scale(1e200, g))(gradient))
    )
  )
]

function counting(): Optimizer {
  let steps = 0
  return along((_, gradient) => {
    steps++
    return mapValues(g => scale(1 + 1 / steps, g))(gradient)
  })
}
