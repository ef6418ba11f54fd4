import * as fc from 'fast-check'
import { parametersOf } from '../../src/layer/Description.js'
import { eager, type Engine } from '../../src/engine/Engine.js'
import { none } from 'fp-ts/lib/Option.js'
import { noiseCount } from '../../src/layer/trainingForm.js'
import { learner, type State } from '../../src/learning/Learner.js'
import { momentum } from '../../src/learning/optimizer/momentum.js'
import { batchOrder } from '../../src/learning/batchOrder.js'
import { programFor } from '../../src/learning/programFor.js'
import { seed } from '../../src/tensor/Random.js'
import { fromArray } from '../../src/tensor/Tensor.js'
import { formed, type Params, tensorsOf, type Value } from '../../src/algebra/Value.js'
import { type Case, layerCase } from '../generator/layer.js'
import { type Subject } from '../subject/Subject.js'
import { type Law } from '../law/Law.js'
import { lawOfCases } from '../layer/law.js'
import { mapNumbers } from '../value/Numbers.js'
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
      // At 0.01 a quarter of the transformer blocks explode within ten steps, and training that explodes is skipped.
      const optimizer = momentum(0.003)
      // A case holds no noise for ten steps, so a layer that draws noise is trained without its training form.
      const student = learner(noiseCount(layer) > 0 ? { ...layer, training: none } : layer, halfSquares, optimizer)
      const all = { size: examples, inputs: input, targets: outputGradient }
      const memory = optimizer.init(parametersOf(layer.description))
      const order = {
        ...batchOrder(all, examples, true),
        rowsAt: (step: number) => Array.from({ length: examples }, (_, i) => ((step * examples + i) * 7 + 3) % examples)
      }
      let state: State<Params> = { params, memory, rateFactor: 1, step: 0, stepLoss: 0, seed: seed(1) }
      const { program, mostSteps, inputs, stepped } = programFor(engine, student, all, state)
      const run = engine.compile(program)
      const losses: number[] = []
      while (state.step < 10) {
        const steps = Math.min(mostSteps, 10 - state.step)
        const { losses: found, ...next } = stepped(run(...inputs(state, order, steps)))
        losses.push(...Array.from(found))
        state = { ...state, ...next, step: state.step + steps }
      }
      return [...state.params, ...state.memory, fromArray([losses.length], losses)]
    }
}

/** The same case with slightly changed numbers. */
const nudged =
  (nudge: Nudge) =>
  ({ params, input, outputGradient, ...drawn }: Case): Case => {
    const of = mapNumbers(nudge)
    const [p, x, dy] = [of(params), of(input), of(outputGradient)]
    return { ...drawn, params: tensorsOf(p), input: x, outputGradient: dy }
  }

export type Pass = keyof typeof passes
export const passNames: readonly Pass[] = ['forward', 'backward', 'ten steps']

/**
 * The laws that an engine gives what the eager engine gives: forward, backward, and ten steps of training with momentum.
 *
 *     engine(forward) = forward      engine(backward) = backward      engine(ten steps) = ten steps
 *
 * @param agrees the criterion of agreement. Default: bit for bit.
 * @example verify(agreement(javascript, { name: 'dense', layers: [eraseTypes(dense(2, 3))] }))
 */
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
