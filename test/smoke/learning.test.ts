/** Every loss and every optimizer of the catalogue gives the same results on every engine. */
import * as fc from 'fast-check'
import {
  compiled,
  eager,
  type Engine,
  javascript,
  type Params,
  type Scalar,
  scalar,
  type Value,
  wasmEngine
} from 'pullback'
import { describe, expect, test } from 'vitest'
import { lossCase } from '../../laws/generator/loss.js'
import { optimizerCase, parameters } from '../../laws/generator/optimizer.js'
import { type Agrees, bitForBit, compare, roundings, upTo } from '../../laws/interpreter/Agrees.js'
import { holds } from '../../laws/law/Law.js'
import { lossSubjects } from '../../laws/subject/losses.js'
import { optimizerSubjects } from '../../laws/subject/optimizers.js'
import { onnxIn } from '../onnx.js'

const engines: readonly (readonly [name: string, engine: Engine, agrees: Agrees])[] = [
  ['javascript', javascript, bitForBit],
  ['wasm', wasmEngine({ precision: 'float64' }), bitForBit],
  ['onnx', onnxIn('float64'), upTo(roundings.float64)]
]

describe.each(engines)('on %s', (_, engine, agrees) => {
  const same = <I extends readonly Value[]>(f: (...inputs: I) => Value) => {
    const run = compiled<Engine, I, Value>(engine, f)
    return (...inputs: I): void => {
      expect(compare(agrees, run(...inputs), f(...inputs))).toEqual(holds())
    }
  }

  test.each(lossSubjects.map(subject => [subject.name, subject] as const))('%s', (_, subject) => {
    const { value, gradient } = subject.loss
    const expectSame = same((y: Value, t: Value) => [value(y, t), gradient(y, t)])
    for (const { prediction, target } of fc.sample(lossCase(subject, 'generic'), { seed: 1, numRuns: 3 }))
      expectSame(prediction, target)
  })

  test.each(optimizerSubjects.map(subject => [subject.name, subject] as const))('%s', (_, { optimizer }) => {
    const update = optimizer.update(parameters)
    const step = (rate: Scalar, params: Params, memory: Params, gradient: Params) =>
      update(rate, memory, params, gradient)
    const expectSame = same(step)
    for (const { params, gradients } of fc.sample(optimizerCase(optimizer, 'generic'), { seed: 1, numRuns: 2 })) {
      let [now, memory] = [params, optimizer.init(parameters)] as const
      for (const gradient of gradients) {
        expectSame(scalar(0.05), now, memory, gradient)
        ;[now, memory] = compiled(eager, step)(scalar(0.05), now, memory, gradient)
      }
    }
  })
})
