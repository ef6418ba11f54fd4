import { add, scale, subtract } from '../../../src/algebra/Algebra.js'
import { momentum as right } from '../../../src/learning/optimizer/momentum.js'
import { type Exercise, ofOptimizer } from '../Exercise.js'

/** Gradient descent with momentum. */
export const momentum: Exercise = ofOptimizer(
  {
    id: 10,
    name: 'sgd with momentum',
    title: 'Gradient descent with momentum',
    skeleton: `// Exercise 10: a step of gradient descent with momentum 0.9, v ← 0.9 v + g, p ← p − rate v.
// Check it with: npx pullback grade 10 momentum.mjs
import { Algebra } from 'pullback'
const { add, scale, subtract } = Algebra
// add(a, b), subtract(a, b): entry by entry
// scale(s, x): s times every entry

/** One step for one tensor p with the gradient g. Returns the new p and the new velocity. */
export const step = (rate, v, p, g) => {
  return [p, v]
}
`,
    hints: [
      'Without momentum a step is p − rate g, against the gradient.',
      'The velocity adds up gradients, and the older ones fade. The step uses the new velocity.',
      'v′ = 0.9 v + g, p′ = p − rate v′. Return [p′, v′].'
    ],
    weights: {
      reference: 2,
      'later steps': 4,
      shapes: 1,
      purity: 1,
      memory: 1,
      'zero gradient': 1,
      descent: 1,
      independence: 1,
      finiteness: 1
    }
  },
  right(0.05, 0.9),
  (rate, v, p, g) => {
    const velocity = add(scale(0.9, v), g)
    return [subtract(p, scale(rate, velocity)), velocity]
  },
  [
    {
      name: 'the step goes up: p + rate v instead of p − rate v',
      step: (rate, v, p, g) => {
        const velocity = add(scale(0.9, v), g)
        return [add(p, scale(rate, velocity)), velocity]
      }
    },
    {
      name: 'the old velocity is used for the step',
      step: (rate, v, p, g) => [subtract(p, scale(rate, v)), add(scale(0.9, v), g)]
    },
    {
      name: 'the velocity is not returned: every step starts from rest',
      step: (rate, v, p, g) => [subtract(p, scale(rate, add(scale(0.9, v), g))), v]
    },
    {
      name: 'the gradient is weighted with 1 − 0.9',
      step: (rate, v, p, g) => {
        const velocity = add(scale(0.9, v), scale(1 - 0.9, g))
        return [subtract(p, scale(rate, velocity)), velocity]
      }
    },
    {
      name: 'the velocity is subtracted from the gradient: g − 0.9 v',
      step: (rate, v, p, g) => {
        const velocity = subtract(g, scale(0.9, v))
        return [subtract(p, scale(rate, velocity)), velocity]
      }
    },
    {
      name: 'the velocity does not fade: v + g instead of 0.9 v + g',
      step: (rate, v, p, g) => {
        const velocity = add(v, g)
        return [subtract(p, scale(rate, velocity)), velocity]
      }
    },
    {
      name: 'the learning rate is missing',
      step: (_, v, p, g) => {
        const velocity = add(scale(0.9, v), g)
        return [subtract(p, velocity), velocity]
      }
    },
    {
      name: 'the learning rate is applied twice',
      step: (rate, v, p, g) => {
        const velocity = add(scale(0.9, v), scale(rate, g))
        return [subtract(p, scale(rate, velocity)), velocity]
      }
    }
  ]
)
