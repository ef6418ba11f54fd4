/** The gradient through a tape is that of every layer of the library. */
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { inputGradients, tapeOf } from '../../../laws/program/Tape.js'
import { layerCase } from '../../../laws/generator/layer.js'
import { layerSubjects } from '../../../laws/subject/layers.js'
import { firstDifference } from '../../../laws/value/near.js'
import { run } from '../../../laws/value/Passes.js'
import { tensorsOf } from '../../../src/algebra/Value.js'

test.each(layerSubjects.map(subject => [subject.name, subject] as const))('%s', (_, subject) => {
  const drawn = fc.sample(layerCase(subject, 'generic'), { seed: 1, numRuns: 3 })
  for (const one of drawn) {
    const tape = tapeOf(one)
    expect(tape).toBeDefined()
    if (tape === undefined) continue
    const { output, paramsGradient, inputGradient } = run(one.layer, one.params, one.input, one.outputGradient)
    expect(
      firstDifference(
        tape.outputs.map(({ value }) => value),
        tensorsOf(output)
      )
    ).toBeUndefined()
    const own = [...paramsGradient, ...tensorsOf(inputGradient)]
    const gradients = inputGradients(tape, tensorsOf(one.outputGradient))
    expect(firstDifference(gradients, own)).toBeUndefined()
  }
})
