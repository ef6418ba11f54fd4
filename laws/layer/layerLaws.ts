/** The laws of a layer. */
import { eraseTypes } from '../../src/layer/eraseTypes.js'
import { showDescription } from '../../src/layer/Description.js'
import { type Layer } from '../../src/layer/Layer.js'
import { type Params, type Value } from '../../src/algebra/Value.js'
import { type Subject } from '../subject/Subject.js'
import { batch } from './batch.js'
import { exact } from './exact.js'
import { finite } from './finite.js'
import { gradient } from './gradient.js'
import { linearity } from './linearity.js'
import { purity } from './purity.js'
import { shapes } from './shapes.js'
import { type Law } from '../law/Law.js'

/** The laws of a kind of layer, on some layers of that kind. */
export const lawsOf = (subject: Subject): readonly Law[] =>
  [shapes, purity, gradient, exact, linearity, batch, finite].flatMap(laws => laws(subject))

/** The laws of one layer: `verify(layerLaws(dense(2, 3)))`. */
export const layerLaws = <P extends Params, A extends Value, B extends Value>(
  layer: Layer<P, A, B>,
  known: Partial<Omit<Subject, 'layers'>> = {}
): readonly Law[] => lawsOf({ name: showDescription(layer.description), ...known, layers: [eraseTypes(layer)] })
