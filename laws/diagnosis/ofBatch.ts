/**
 * Why a batch does not give what its examples give: compares the batch, each example alone, and batches of copies of one example.
 *
 *     another result among copies of itself    the result depends on the other examples
 *     the same among copies, another alone     the result depends on the batch size
 *     the gradient of one example              a missing batch sum
 *
 * A shrunk counterexample cannot tell these apart, so a cause must hold in every one of several draws.
 */
import * as fc from 'fast-check'
import { scale } from '../../src/algebra/Algebra.js'
import { type AnyTensor, fromArray, rowMajorNumbers } from '../../src/tensor/Tensor.js'
import { addValues, mapBatches, mapValues, sameValue, type Value } from '../../src/algebra/Value.js'
import { type Case, layerCase, namesOf } from '../generator/layer.js'
import { type Subject } from '../subject/Subject.js'
import { firstDifference } from '../value/near.js'
import { example } from '../value/Numbers.js'
import { notFinite, run } from '../value/Passes.js'

const isNear = (one: Value, other: Value): boolean => firstDifference(one, other) === undefined

const times = (factor: number): (<V extends Value>(value: V) => V) => mapValues(x => scale(factor, x))

/** A batch of the same size: copies of one example. */
const copiesOf = (i: number): (<V extends Value>(batch: V) => V) =>
  mapBatches((tensor: AnyTensor): AnyTensor => {
    const own = Array.from(rowMajorNumbers(example(i)(tensor)))
    return fromArray(tensor.shape, Array.from({ length: tensor.shape[0] ?? 1 }, () => own).flat())
  })

type Of = 'output' | 'inputGradient'

/** The passes of the batch, and of each example alone. */
const passesOf = (drawn: Case) => {
  const { layer, alone, examples, params, input, outputGradient } = drawn
  return {
    drawn,
    whole: run(layer, params, input, outputGradient),
    each: Array.from({ length: examples }, (_, i) =>
      run(alone(i), params, example(i)(input), example(i)(outputGradient))
    )
  }
}

type Passes = ReturnType<typeof passesOf>

/** Causes for an output or an input gradient that differs between the batch and its examples. */
const causesInExamples = ({ drawn, whole, each }: Passes, of: Of): readonly string[] => {
  const { layer, examples, params, input, outputGradient } = drawn
  const inBatch = (i: number): Value => example(i)(whole[of])
  const wrong = each.flatMap((one, i) => (isNear(inBatch(i), one[of]) ? [] : [{ i, alone: one[of] }]))
  if (wrong.length === 0) return []
  const seesOthers = wrong.some(({ i }) => {
    const copies = copiesOf(i)
    return !isNear(inBatch(i), example(i)(run(layer, params, copies(input), copies(outputGradient))[of]))
  })
  if (seesOthers) return ['the result for an example depends on the other examples of the batch']
  const isTimes = (factor: number): boolean => wrong.every(({ i, alone }) => isNear(inBatch(i), times(factor)(alone)))
  return [
    ...(isTimes(1 / examples) ? ['the result is divided by the batch size'] : []),
    ...(isTimes(examples) ? ['the result is multiplied by the batch size'] : []),
    'the result depends on the batch size, or on the position in the batch'
  ]
}

const causesInParameter = (found: Value, each: readonly Value[]): readonly string[] => {
  const [first = [], ...rest] = each
  const last = each.at(-1) ?? first
  const sum = rest.reduce<Value>((total, one) => addValues(total, one), first)
  if (isNear(found, sum)) return []
  const guesses: readonly (readonly [cause: string, gradient: Value])[] = [
    ['a missing batch sum: the gradient is that of the first example only', first],
    ['a missing batch sum: the gradient is that of the last example only', last],
    ['the mean over the batch is used instead of the sum', times(1 / each.length)(sum)],
    ['the result is multiplied by the batch size', times(each.length)(sum)],
    ['the gradient is missing: zero for several examples', times(0)(sum)],
    ['the first example is left out of the batch sum', addValues(sum, times(-1)(first))],
    ['the last example is left out of the batch sum', addValues(sum, times(-1)(last))]
  ]
  return [
    ...guesses.flatMap(([cause, gradient]) => (isNear(found, gradient) ? [cause] : [])),
    'the gradient is not the sum over the examples'
  ]
}

/** Causes for each parameter whose gradient is not the sum over the examples. */
const causesInParameters = ({ drawn, whole, each }: Passes): readonly string[] =>
  namesOf(drawn.layer).flatMap((name, k) =>
    causesInParameter(
      whole.paramsGradient[k] ?? [],
      each.map(({ paramsGradient }) => paramsGradient[k] ?? [])
    ).map(cause => `${name}: ${cause}`)
  )

/** All possible causes in one draw; empty if the batch gives what its examples give. */
const causesIn = (drawn: Case): readonly string[] => {
  const passes = passesOf(drawn)
  const { output, inputGradient, paramsGradient } = passes.whole
  if (notFinite([output, inputGradient, paramsGradient]) !== undefined)
    return ['the result is not a number, or infinite']
  const again = run(drawn.layer, drawn.params, drawn.input, drawn.outputGradient)
  if (!sameValue([output, inputGradient, paramsGradient], [again.output, again.inputGradient, again.paramsGradient]))
    return ['repeating the same call gives another result']
  const inOutput = causesInExamples(passes, 'output')
  const inGradient = inOutput.length > 0 ? inOutput : causesInExamples(passes, 'inputGradient')
  return inGradient.length > 0 ? inGradient : causesInParameters(passes)
}

const causesOrNone = (drawn: Case): readonly string[] => {
  try {
    return causesIn(drawn)
  } catch {
    return []
  }
}

/** The likely cause: one that explains all wrong draws. */
export const diagnoseBatch = (subject: Subject): string | undefined => {
  const cases = layerCase(subject, 'generic').filter(({ examples }) => examples > 2)
  const wrong = fc
    .sample(cases, { seed: 1, numRuns: 12 })
    .map(causesOrNone)
    .filter(causes => causes.length > 0)
  return wrong[0]?.find(cause => wrong.every(causes => causes.includes(cause)))
}
