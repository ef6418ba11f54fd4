import { type Explain } from '../law/Law.js'
import { diagnoseBatch } from './ofBatch.js'
import { diagnoseGradient } from './ofGradient.js'
import { diagnoseLoss } from './ofLoss.js'

/**
 * Finds the likely cause of a wrong gradient, batch or loss. It sees only numbers, never the code of the layer: it compares
 * the gradients with what known mistakes would give. A cause must explain fresh draws of the subject as well; otherwise the
 * result is undefined. `verify` calls it on every failure, unless told otherwise.
 *
 * @example verify(layerLaws(tanh()), { explain: symptom => diagnose(symptom) ?? 'compare backward with the formula' })
 */
export const diagnose: Explain = symptom => {
  switch (symptom.of) {
    case 'gradient':
      return diagnoseGradient(symptom)
    case 'batch':
      return diagnoseBatch(symptom.subject)
    case 'loss':
      return diagnoseLoss(symptom.subject)
  }
}
