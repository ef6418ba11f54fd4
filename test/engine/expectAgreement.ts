import { expect } from 'vitest'
import { compare, roundings, upTo } from '../../laws/interpreter/Agrees.js'
import { holds } from '../../laws/law/Law.js'
import { type AnyTensor } from '../../src/index.js'
import { type Case } from './onnxWebCases.js'

const float32 = upTo(roundings.float32)

/** Expects of the results what the laws expect of an engine in float32. */
export const expectAgreement = ({ f, inputs }: Case, found: readonly AnyTensor[]): void => {
  const expected = f(...inputs)
  expect(found.map(({ shape }) => shape)).toEqual(expected.map(({ shape }) => shape))
  expect(compare(float32, found, expected)).toEqual(holds())
}
