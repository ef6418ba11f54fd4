import { eraseTypes } from '../../src/layer/eraseTypes.js'
import { showDescription } from '../../src/layer/Description.js'
import { type Layer } from '../../src/layer/Layer.js'
import { type Params, type Value } from '../../src/algebra/Value.js'
import { type Subject } from '../subject/Subject.js'
import { validInput } from '../subject/domain.js'
import { batch } from './batch.js'
import { calibrated } from './calibrated.js'
import { exact } from './exact.js'
import { finite } from './finite.js'
import { gradient } from './gradient.js'
import { linearity } from './linearity.js'
import { parts } from './parts.js'
import { purity } from './purity.js'
import { range } from './range.js'
import { reference } from './reference.js'
import { shapes } from './shapes.js'
import { type Law } from '../law/Law.js'

/** The laws of a subject: of several layers of one kind, with the same statements as `layerLaws`. */
export const lawsOf = (subject: Subject): readonly Law[] =>
  [reference, shapes, purity, gradient, exact, linearity, batch, finite, range, parts].flatMap(laws => laws(subject))

/**
 * The laws of one layer. A layer with a training form is tried in that form, too. Inputs keep to the `domain` of its description, and
 * a layer that predicts with statistics of a population, such as `batchNorm`, is calibrated first.
 *
 *     reference    forward equals that of the layer `like`, if it is given
 *     shapes       forward, backward and init give the shapes that the layer states
 *     purity       the same call gives the same bits, and no argument changes
 *     gradients    of the parameters and of the input: the derivative of forward, to a derived tolerance
 *     exactness    exact gradients on integers, if `multilinear`
 *     linearity    backward is linear in the output gradient
 *     batch        a batch gives what its examples give one at a time, unless `batchStatistics`
 *     finiteness   finite results for finite inputs of up to 10³
 *     range        both gradients at numbers from 10⁻¹³ to 10⁶, near the ends of the domain, and in batches of up to 150 examples
 *     parts        the gradients of the parts of a composition, at the inputs that they get, with zeros and ties in them
 *
 * @param known properties of the layer, as of a `Subject`. `like`: a layer of the same types with the same forward. Default of `name`: the description of the layer.
 * @example verify(layerLaws(dense(2, 3), { multilinear: true }))
 * @example verify(layerLaws(tanh(), { shapes: [[3], [2, 2]] }))
 * @example verify(layerLaws(mine, { like: dense(2, 3) })) // mine computes what dense computes
 */
export const layerLaws = <P extends Params, A extends Value, B extends Value>(
  layer: Layer<P, A, B>,
  { like, ...known }: Known<P, A, B> = {}
): readonly Law[] => {
  const input = validInput(layer.description)
  return lawsOf({
    name: showDescription(layer.description),
    ...(input === undefined ? {} : { input }),
    ...known,
    ...(like === undefined ? {} : { like: eraseTypes(like) }),
    layers: [calibrated(eraseTypes(layer))]
  })
}

/** Properties of a layer, and the layer that computes the same, if there is one. */
type Known<P extends Params, A extends Value, B extends Value> = Partial<Omit<Subject, 'layers' | 'like'>> & {
  readonly like?: Layer<P, A, B>
}
