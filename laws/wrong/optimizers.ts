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
    'it ascends',
    along((_, gradient) => mapValues(g => scale(-1, g))(gradient))
  ),
  wrong('its learning rate is zero', sgd(0)),
  wrong(
    'it overshoots: three times too far',
    along((_, gradient) => mapValues(g => scale(3, g))(gradient))
  ),
  wrong(
    'it forgets its memory',
    stepping(heavy, step => (rate, memory, params, gradient) => [step(rate, memory, params, gradient)[0], memory])
  ),
  wrong(
    'it keeps a memory and does not use it',
    stepping(heavy, step => (rate, memory, params, gradient) => {
      const nothing = mapValues(m => scale(0, m))(memory)
      return [step(rate, nothing, params, gradient)[0], step(rate, memory, params, gradient)[1]]
    })
  ),
  wrong('its memory has other shapes than it says', { ...heavy, init: () => [filledTensor([2, 2], 0)] }),
  wrong('two of its memories have one name', {
    ...heavy,
    direction: {
      ...heavy.direction,
      memory: parameters => heavy.direction.memory(parameters).map(({ shape }) => ({ name: 'velocity', shape }))
    }
  }),
  wrong(
    'it changes the gradient that it is given',
    along((_, gradient) => {
      gradient.forEach(g => rowMajorNumbers(g).forEach((x, i, all) => (all[i] = x / 2)))
      return gradient
    })
  ),
  wrong(
    'it makes the zeros of the gradient that it is given negative',
    along((_, gradient) => {
      gradient.forEach(g => rowMajorNumbers(g).forEach((x, i, all) => (all[i] = x === 0 ? -0 : x)))
      return gradient
    })
  ),
  wrong(
    'it cannot bear gradients above 500',
    along((_, gradient) => mapValues(g => where(subtract(abs(g), 500), scale(Infinity, g), g))(gradient))
  ),
  wrong('it counts its steps outside of its memory', counting()),
  wrong(
    'a step of its own, whatever the gradient',
    along((_, gradient) => mapValues(g => add(g, 0.01))(gradient))
  ),
  wrong(
    'it divides by a norm that may be zero',
    along((_, gradient) => mapValues(g => scale(1 / Math.hypot(...rowMajorNumbers(g)), g))(gradient))
  ),
  wrong(
    'one number for all of a tensor',
    along((_, gradient) => mapValues(g => add(g, 0.1 * toNumber(sumOfAll(g))))(gradient))
  ),
  wrong(
    'it overflows',
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
