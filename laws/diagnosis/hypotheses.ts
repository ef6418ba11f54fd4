/** All hypotheses about a tape, the simplest first. */
import { changedGradients } from './changedGradients.js'
import { exchangedGradients, exchangedParameters, exchangedParts } from './exchanges.js'
import { staleValues } from './forgottenSteps.js'
import { type Hypothesis } from './Hypothesis.js'
import { otherSteps } from './otherSteps.js'
import { otherValues } from './otherValues.js'
import { droppedPaths, twoDroppedPaths } from './paths.js'
import { type Steps } from './sites.js'
import { missingTerms, terms } from './terms.js'
import { wholeLayers } from './wholeLayers.js'
import { wrongJacobians, wrongSlopes } from './wrongSlopes.js'

const kinds = [
  droppedPaths,
  missingTerms,
  exchangedParts,
  wrongSlopes,
  wrongJacobians,
  otherSteps,
  staleValues,
  exchangedParameters,
  otherValues,
  exchangedGradients,
  changedGradients,
  wholeLayers,
  terms,
  twoDroppedPaths
]

export const hypotheses = function* (steps: Steps): Generator<Hypothesis> {
  for (const kind of kinds) yield* kind(steps)
}
