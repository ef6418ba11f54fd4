/**
 * That an engine makes of a layer what the eager engine makes of it.
 *
 *     engine(forward) = forward      engine(backward) = backward      engine(ten steps) = ten steps
 */
import * as fc from 'fast-check'
import { parametersOf } from '../../src/layer/Description.js'
import { eager, type Engine } from '../../src/engine/Engine.js'
import { learner } from '../../src/learning/Learner.js'
import { momentum } from '../../src/learning/optimizer/momentum.js'
import { stepsOf } from '../../src/learning/steps.js'
import { fill, fromArray } from '../../src/tensor/Tensor.js'
import { formed, tensorsOf, type Value } from '../../src/algebra/Value.js'
import { type Case, layerCase } from '../generator/layer.js'
import { type Subject } from '../subject/Subject.js'
import { type Law } from '../law/Law.js'
import { lawOfCases } from '../layer/law.js'
import { numbersOf, withNumbers } from '../value/Numbers.js'
import { bitForBit, compare, type Nudge } from './Agrees.js'
import { halfSquares } from './halfSquares.js'

const passes = {
  forward:
    ({ layer, params, input }: Case) =>
    (engine: Engine): Value => {
      const run = engine.compile((...given) => {
        const [p, x] = formed([params, input] as const, given)
        return tensorsOf(layer.forward(p, x)[0])
      })
      return run(...params, ...tensorsOf(input))
    },
  backward:
    ({ layer, params, input, outputGradient }: Case) =>
    (engine: Engine): Value => {
      const run = engine.compile((...given) => {
        const [p, x, dy] = formed([params, input, outputGradient] as const, given)
        const [, cache] = layer.forward(p, x)
        return tensorsOf([...layer.backward(p, cache, dy)])
      })
      return run(...params, ...tensorsOf([input, outputGradient]))
    },
  'ten steps':
    ({ layer, params, input, outputGradient, examples }: Case) =>
    (engine: Engine): Value => {
      const optimizer = momentum(0.01)
      const student = learner(layer, halfSquares, optimizer)
      const memory = optimizer.init(parametersOf(layer.description))
      const steps = stepsOf(
        engine,
        student,
        { size: examples, inputs: input, targets: outputGradient },
        { params, memory }
      )
      const schedule = {
        learningRates: fill([10], 0.01),
        places: fromArray(
          [10, examples],
          Array.from({ length: 10 * examples }, (_, i) => (i * 7 + 3) % examples)
        ),
        noise: []
      }
      const [last, remembered, losses] = steps(params, memory, schedule)
      return [...last, ...remembered, fromArray([losses.length], losses)]
    }
}

/** The same draw of numbers next to these. */
const nudged =
  (nudge: Nudge) =>
  ({ params, input, outputGradient, ...drawn }: Case): Case => {
    const of = (value: Value) => withNumbers(value)(numbersOf(value).map(nudge))
    const [p, x, dy] = [of(params), of(input), of(outputGradient)]
    return { ...drawn, params: tensorsOf(p), input: x, outputGradient: dy }
  }

export type Pass = keyof typeof passes
export const passNames: readonly Pass[] = ['forward', 'backward', 'ten steps']

/** A layer, forward, backward and over ten steps of training with momentum. */
export const agreement = (engine: Engine, subject: Subject, agrees = bitForBit): readonly Law[] =>
  passNames.map(pass =>
    lawOfCases(
      subject,
      `${engine.name}, ${pass}`,
      'the engine gives what the eager engine gives',
      fc.oneof(...agrees.palettes.map(palette => layerCase(subject, palette))),
      drawn =>
        compare(agrees, passes[pass](drawn)(engine), passes[pass](drawn)(eager), nudge =>
          passes[pass](nudged(nudge)(drawn))(eager)
        )
    )
  )
