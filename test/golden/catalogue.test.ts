/** Rows of the catalogue, built from their configurations, agree with the values and gradients of PyTorch. */
import { isLeft } from 'fp-ts/lib/Either.js'
import { type Value, Values } from 'pullback'
import { test } from 'vitest'
import { buildNetwork } from '../../src/codec/network.js'
import { expectAllNear } from '../near.js'
import { type BuiltCase, builtCases } from './cases.js'

const build = buildNetwork()

const cases = builtCases('catalogue.json')

const results = ({ kind, configuration, params, inputs, outputGradient }: BuiltCase) => {
  const built = build({ kind, configuration }, kind)
  if (isLeft(built)) throw new Error(built.left)
  const [only] = inputs
  const input: Value = inputs.length === 1 && only !== undefined ? only : inputs
  const [output, cache] = built.right.forward(params, input)
  const [paramsGradient, inputGradient] = built.right.backward(params, cache, outputGradient)
  return Values.tensorsOf([output, ...paramsGradient, inputGradient])
}

test.each(cases)('$kind $configuration', known =>
  expectAllNear(results(known), [known.output, ...known.paramsGradient, ...known.inputGradients])
)
