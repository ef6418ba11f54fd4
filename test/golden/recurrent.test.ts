/** Recurrent layers agree with the values and gradients of PyTorch, on every engine. */
import { eager, eraseTypes, gru, javascript, lstm, parametersOf, rnn, type UntypedLayer, Values } from 'pullback'
import { describe, expect, test } from 'vitest'
import { expectAllNear } from '../near.js'
import { onnxIn } from '../onnx.js'
import { type Case, layerCases } from './cases.js'

const kinds = { rnn, gru, lstm } as const

const layerOf = ({ config: { kind, inputs, hidden } }: Case): UntypedLayer => {
  const make = kind === 'rnn' || kind === 'gru' || kind === 'lstm' ? kinds[kind] : undefined
  if (make === undefined) throw new Error(`Unknown kind: ${String(kind)}`)
  return eraseTypes(make(Number(inputs), Number(hidden)))
}

/** PyTorch lists both weights, then both biases; this library lists the weight and bias of the input, then those of the cell. */
const arranged = <A>(list: readonly A[]): readonly A[] => [0, 2, 1, 3].flatMap(i => list.slice(i, i + 1))

const cases = layerCases('recurrent.json').map(known => ({
  ...known,
  params: arranged(known.params),
  paramsGradient: arranged(known.paramsGradient)
}))

const engines = [
  ['eager', eager, 1e-12],
  ['javascript', javascript, 1e-12],
  ['onnx float32', onnxIn('float32'), 1e-5]
] as const

test('the file has a case of every kind', () => expect(cases.map(({ config }) => config['kind'])).toEqual(['rnn', 'gru', 'lstm']))

test.each(cases)('names of the parameters of $config.kind', known =>
  expect(parametersOf(layerOf(known).description).map(({ name }) => name)).toEqual([
    'input.weight',
    'input.bias',
    'cell.weight',
    'cell.bias'
  ])
)

describe.each(engines)('%s', (_, engine, tolerance) => {
  test.each(cases)('$config.kind', known => {
    const { forward, backward } = layerOf(known)
    const run = engine.compile((...[input = known.input, dy = known.outputGradient, ...params]) => {
      const [output, cache] = forward(params, input)
      const [paramsGradient, inputGradient] = backward(params, cache, dy)
      return [...Values.tensorsOf(output), ...Values.tensorsOf(inputGradient), ...paramsGradient]
    })
    expectAllNear(
      run(known.input, known.outputGradient, ...known.params),
      [known.output, known.inputGradient, ...known.paramsGradient],
      tolerance
    )
  })
})

test('the comparison rejects exchanged biases of a gru, whose two biases differ in their place', () => {
  const known = cases.find(({ config }) => config['kind'] === 'gru')
  if (known === undefined) throw new Error('no gru')
  const exchanged = [known.params[0], known.params[3], known.params[2], known.params[1]].flatMap(x => x ?? [])
  expect(() => {
    expectAllNear(Values.tensorsOf(layerOf(known).forward(exchanged, known.input)[0]), [known.output])
  }).toThrow()
})
