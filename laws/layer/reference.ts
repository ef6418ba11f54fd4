/**
 * Forward equals that of a reference.
 *
 *     forward(p, x) = reference forward(p, x)      up to rounding
 *
 * The other laws compare backward with forward, so a layer of zeros with zero gradients passes all of them.
 */
import { none } from 'fp-ts/lib/Option.js'
import { type UntypedLayer } from '../../src/layer/AnyLayer.js'
import { parametersOf, showDescription } from '../../src/layer/Description.js'
import { sameShape } from '../../src/tensor/Shape.js'
import { type Case } from '../generator/layer.js'
import { fails, type Finding, holds, type Law } from '../law/Law.js'
import { type Subject } from '../subject/Subject.js'
import { placeOf, shapesOf } from '../value/Numbers.js'
import { forward, requireValue } from '../value/Passes.js'
import { differenceOn } from './accuracy.js'
import { lawOfLayer } from './law.js'

/** Whether the reference has parameters of the same shapes. */
const hasSameParameters = (layer: UntypedLayer, like: UntypedLayer): boolean => {
  const [own, other] = [layer, like].map(({ description }) => parametersOf(description))
  return sameShape(own?.map(({ shape }) => shape) ?? [], other?.map(({ shape }) => shape) ?? [])
}

const check =
  (like: UntypedLayer) =>
  (drawn: Case): Finding => {
    const { layer, params, input } = drawn
    if (!hasSameParameters(layer, like))
      return fails(`the parameters must have the shapes of those of ${showDescription(like.description)}`)
    const [expected] = forward(like, params, input)
    const [output] = forward(layer, params, input)
    requireValue('the output', output, shapesOf(expected))
    const difference = differenceOn(drawn, output, expected)
    if (difference === undefined) return holds()
    const { index, one: analytic, other: numeric, tolerance } = difference
    return fails(`forward gives ${analytic} where ${showDescription(like.description)} gives ${numeric}`, () => ({
      entry: { place: placeOf(output, ['output'], index), analytic, numeric, tolerance }
    }))
  }

/** The layers as they predict: a training form draws noise, which the reference has not. */
const withoutTraining = (subject: Subject): Subject => ({
  ...subject,
  layers: subject.layers.map(layer => ({ ...layer, training: none }))
})

/** The law that forward equals the reference, if the subject has one. */
export const reference = (subject: Subject): readonly Law[] =>
  subject.like === undefined
    ? []
    : [
        lawOfLayer(
          withoutTraining(subject),
          'reference',
          'forward equals that of the reference',
          ['special', 'generic'],
          check(subject.like)
        )
      ]
