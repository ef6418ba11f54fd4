/** One wrong entry among many: found by the laws, and shrunk to two numbers. */
import { expect } from 'vitest'
import { layerLaws } from '../../laws/layer/layerLaws.js'
import { verify } from '../../laws/run/verify.js'
import { denseWithOneEntryWrong } from '../../laws/wrong/dense.js'

export const expectFoundAmong = (inputs: number, outputs: number, [row, column]: readonly [number, number]): void => {
  const layer = denseWithOneEntryWrong(inputs, outputs, row * inputs + column)
  const failed = verify(layerLaws(layer), { seed: 1 }).results.filter(({ verdict }) => verdict === 'fails')
  const name = `dense(${inputs}, ${outputs})`
  expect(failed.map(({ law }) => law)).toEqual([`${name}: parameter gradient`, `${name}: range`])
  const [{ counterexample } = {}] = failed
  const place = `weight[${row}, ${column}]`
  expect(counterexample?.entry?.place).toBe(place)
  expect(counterexample?.cause).toContain(`only at one entry, ${place}`)
  const { weight, bias, ...rest } = Object.fromEntries(counterexample?.exhibits ?? [])
  expect([weight, bias]).toEqual([`[${outputs}, ${inputs}]  zeros`, `[${outputs}]  zeros`])
  expect(rest['input']).toMatch(new RegExp(`^\\[1, ${inputs}\\] {2}zeros but for \\[0, ${column}\\] = -?1$`))
  expect(rest['output gradient']).toMatch(new RegExp(`^\\[1, ${outputs}\\] {2}zeros but for \\[0, ${row}\\] = -?1$`))
}
